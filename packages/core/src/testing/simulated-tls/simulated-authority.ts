import { createHash } from "node:crypto";

import type { TLSCertificate } from "../../transport/tls-options.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import { certificateLabel, encodePEM, keyLabel, type CertificateFields } from "./simulated-certificate.js";

export interface IssueOptions {
  /** The distinguished name. @default CN= and the first of the names */
  readonly subject?: string;
  /** Milliseconds since 1970. @default always */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

/** The largest instant that a date can be. */
const forever = 8_640_000_000_000_000;

/**
 * Issues certificates for the simulated network: of the shape that TLS options take, checked as real ones are (the chain, the names,
 * the dates, whether the key fits), and free of cryptography. Two authorities are the same where name and `key` are.
 *
 *     const authority = new SimulatedAuthority("Test CA");
 *     listenTLS(443, factory, { certificate: authority.issue(["www.example"]) });
 *     connectTLS(host, 443, factory, { tls: { ca: authority.certificate, serverName: "www.example" } });
 */
export class SimulatedAuthority {
  /** Its own certificate, PEM: what `ca` takes. */
  readonly certificate: string;
  readonly #subject: string;
  readonly #keyId: string;
  #issued = 0;

  /** @param key Tells two authorities of the same name apart. */
  constructor(name = "Simulated Authority", key = "") {
    this.#subject = `CN=${name}`;
    this.#keyId = identify(`${name}\0${key}`);
    this.certificate = this.#sign({ subject: this.#subject, subjectAltNames: [], keyId: this.#keyId, authority: true });
  }

  /**
   * A certificate for a server or a client, with its key.
   * @param names What it vouches for: host names (`*.` at the front is a wildcard), addresses, or entries such as `email:alice@example.org`.
   */
  issue(names: readonly string[], options: IssueOptions = {}): TLSCertificate {
    this.#issued += 1;
    const keyId = identify(`${this.#keyId} ${String(this.#issued)}`);
    const subject = options.subject ?? `CN=${names[0] ?? "nobody"}`;
    const cert = this.#sign({ ...options, subject, subjectAltNames: names.map(asAltName), keyId, authority: false });
    return { key: encodePEM(keyLabel, { keyId }), cert };
  }

  #sign(fields: IssueOptions & Pick<CertificateFields, "subject" | "subjectAltNames" | "keyId" | "authority">): string {
    const certificate: CertificateFields = {
      subject: fields.subject,
      issuer: this.#subject,
      subjectAltNames: fields.subjectAltNames,
      notBefore: fields.notBefore ?? 0,
      notAfter: fields.notAfter ?? forever,
      authority: fields.authority,
      keyId: fields.keyId,
      issuerKeyId: this.#keyId,
    };
    return encodePEM(certificateLabel, certificate);
  }
}

function identify(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function asAltName(name: string): string {
  if (isIPv4(name) || isIPv6(name)) return `IP:${name}`;
  return /^[A-Za-z]+:/.test(name) ? name : `DNS:${name}`;
}
