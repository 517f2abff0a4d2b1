import type { PeerCertificate } from "../transport/tls-options.js";
import type { Checker, Identity } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";

/** Whose a certificate is; `undefined` for nobody's. */
export type CertificateMapping = (certificate: PeerCertificate) => string | undefined | PromiseLike<string | undefined>;

/**
 * Says whose a client certificate is that TLS has verified: by a function, or by a table from SHA-256 fingerprints
 * (hexadecimal; upper case and colons are fine) to names.
 */
export class ClientCertificateChecker implements Checker {
  readonly credentialKinds: readonly CredentialKind[] = ["client-certificate"];
  readonly #userOf: CertificateMapping;

  constructor(mapping: CertificateMapping | Readonly<Record<string, string>>) {
    this.#userOf = typeof mapping === "function" ? mapping : byFingerprint(mapping);
  }

  async identify(credentials: Credentials): Promise<Identity | undefined> {
    if (credentials.kind !== "client-certificate") return undefined;
    const avatarId = await this.#userOf(credentials.certificate);
    return avatarId === undefined || avatarId === "" ? undefined : { avatarId };
  }
}

function byFingerprint(table: Readonly<Record<string, string>>): CertificateMapping {
  const users = new Map(Object.entries(table).map(([fingerprint, user]) => [normal(fingerprint), user]));
  for (const fingerprint of users.keys()) {
    if (!/^[0-9a-f]{64}$/.test(fingerprint)) throw new TypeError("a fingerprint must be SHA-256 in hexadecimal");
  }
  return (certificate) => users.get(normal(certificate.fingerprint256));
}

function normal(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}
