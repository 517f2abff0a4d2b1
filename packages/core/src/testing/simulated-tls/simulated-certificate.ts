import { createHash } from "node:crypto";

import type { CheckableCertificate } from "./checkable-certificate.js";

/** What a simulated certificate says. */
export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectAltNames: readonly string[];
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly authority: boolean;
  /** Which private key it belongs to. */
  readonly keyId: string;
  /** Which private key signed it. */
  readonly issuerKeyId: string;
}

export const certificateLabel = "SIMULATED CERTIFICATE";
export const keyLabel = "SIMULATED PRIVATE KEY";

/** `value` in the dress of PEM. */
export function encodePEM(label: string, value: unknown): string {
  const lines =
    Buffer.from(JSON.stringify(value))
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** What `encodePEM` dressed. */
export function decodePEM(body: string): unknown {
  return JSON.parse(Buffer.from(body, "base64").toString());
}

/** A certificate without cryptography: it says by whose key it is signed, and is believed. */
export class SimulatedCertificate implements CheckableCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly subjectAltNames: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
  readonly raw: Buffer;
  readonly fingerprint256: string;
  readonly #fields: CertificateFields;

  constructor(fields: CertificateFields) {
    this.#fields = fields;
    this.subject = fields.subject;
    this.issuer = fields.issuer;
    this.subjectAltNames = fields.subjectAltNames;
    this.notBefore = fields.notBefore;
    this.notAfter = fields.notAfter;
    this.raw = Buffer.from(JSON.stringify(fields));
    this.fingerprint256 = createHash("sha256").update(this.raw).digest("hex");
  }

  isIssuedBy(issuer: CheckableCertificate): boolean {
    return (
      issuer instanceof SimulatedCertificate &&
      issuer.#fields.authority &&
      issuer.subject === this.issuer &&
      issuer.#fields.keyId === this.#fields.issuerKeyId
    );
  }

  vouchesFor(name: string): boolean {
    const wanted = name.toLowerCase();
    return this.subjectAltNames.some((entry) => {
      const [kind, value] = splitOnce(entry.toLowerCase());
      if (kind === "ip") return value === wanted;
      if (kind !== "dns") return false;
      // RFC 6125 §6.4.3: a wildcard stands for one whole label, the first.
      return (
        value === wanted ||
        (value.startsWith("*.") && wanted.slice(wanted.indexOf(".") + 1) === value.slice(2) && wanted.includes("."))
      );
    });
  }

  belongsTo(key: string): boolean {
    const body = new RegExp(`-----BEGIN ${keyLabel}-----([^-]*)`).exec(key)?.[1];
    return body !== undefined && (decodePEM(body) as { keyId?: unknown }).keyId === this.#fields.keyId;
  }
}

function splitOnce(entry: string): [string, string] {
  const at = entry.indexOf(":");
  return [entry.slice(0, at), entry.slice(at + 1)];
}
