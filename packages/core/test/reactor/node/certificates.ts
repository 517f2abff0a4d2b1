import { readFileSync } from "node:fs";
import type { TLSCertificate } from "../../../src/transport/tls-options.js";

const folder = new URL("../../fixtures/tls/", import.meta.url);

/** A certificate of test/fixtures/tls, with its key. */
export function certificate(
  name: "localhost" | "example" | "expired" | "untrusted" | "alice" | "mallory",
): TLSCertificate {
  return { key: readFileSync(new URL(`${name}.key`, folder)), cert: readFileSync(new URL(`${name}.pem`, folder)) };
}

/** The authority that tests trust. */
export const authority = readFileSync(new URL("authority.pem", folder));
