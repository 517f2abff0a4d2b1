import type { PeerCertificate } from "../../transport/tls-options.js";

/** A certificate, as far as checking it goes. Simulated ones and real ones can be checked alike. */
export interface CheckableCertificate extends PeerCertificate {
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whether `issuer`, which must be an authority, has signed this one. */
  isIssuedBy(issuer: CheckableCertificate): boolean;
  /** Whether it vouches for the host `name`, a DNS name or a literal address. */
  vouchesFor(name: string): boolean;
  /** Whether `key`, PEM, is its private key. */
  belongsTo(key: string, passphrase: string | undefined): boolean;
}
