import { join } from "node:path";
import { runProgram } from "./running-program.js";

/** A self-signed certificate for localhost, and its key: the names of two PEM files. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  /** The same, as options of an endpoint's description. */
  readonly options: string;
}

/** Makes one with openssl, in `folder`. */
export async function makeCertificate(folder: string): Promise<TestCertificate> {
  const key = join(folder, "key.pem");
  const cert = join(folder, "cert.pem");
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const { code, stderr } = await runProgram("openssl", [
    ...request,
    ...["-subj", "/CN=localhost", "-addext", names, "-keyout", key, "-out", cert],
  ]);
  if (code !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return { key, cert, options: `key=${key}:cert=${cert}` };
}
