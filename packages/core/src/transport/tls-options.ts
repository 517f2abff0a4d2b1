/** What TLS needs to know, whoever does it: Node's own TLS, TLS inside another transport, or the simulated network's. */

/** PEM text, or the bytes of it. */
export type PEM = string | Uint8Array;

/** A private key with the certificate chain that belongs to it. */
export interface TLSCertificate {
  /** The private key, PEM. */
  readonly key: PEM;
  /** The certificate, then its intermediates, PEM. */
  readonly cert: PEM;
  /** What unlocks `key`, where it is locked. */
  readonly passphrase?: string;
}

/**
 * Chooses a certificate by the name that the client asks for (SNI). It is asked for each handshake, so an
 * implementation that returns something else tomorrow has reloaded its certificates without a restart.
 */
export interface TLSCertificateSource {
  /** `serverName` is `undefined` for a client that sends none. `undefined` refuses the handshake. */
  certificateFor(serverName: string | undefined): TLSCertificate | undefined;
}

export interface TLSServerOptions {
  /** One certificate, or a source that chooses by name. */
  readonly certificate: TLSCertificate | TLSCertificateSource;
  /**
   * ALPN protocols, the best first; an empty list for none. A client that offers ALPN but none of these is refused (RFC 7301 §3.2).
   * @default those of the factory
   */
  readonly alpnProtocols?: readonly string[];
  /** Whether clients are asked for a certificate. `"require"` refuses those that have none that `ca` vouches for. @default "none" */
  readonly clientCertificate?: "none" | "request" | "require";
  /** The authorities that vouch for clients, PEM. @default the system's */
  readonly ca?: PEM | readonly PEM[];
  /** @default "TLSv1.2" */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  /** How long a handshake may take. @default 10000 */
  readonly handshakeTimeoutMs?: number;
}

export interface TLSClientOptions {
  /** The name to ask for (SNI) and to check the certificate against. @default the host connected to */
  readonly serverName?: string;
  /** ALPN protocols, the best first. @default none */
  readonly alpnProtocols?: readonly string[];
  /** The client's own certificate. @default none */
  readonly certificate?: TLSCertificate;
  /** The authorities that vouch for the server, PEM. @default the system's */
  readonly ca?: PEM | readonly PEM[];
  /** False takes any certificate: for tests only, the connection is then open to anyone in between. @default true */
  readonly verify?: boolean;
  /** @default "TLSv1.2" */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  /** How long the handshake may take. @default 10000 */
  readonly handshakeTimeoutMs?: number;
}

/** What `startTLS` takes: which end of the handshake this side is, and that end's options. */
export type StartTLSOptions =
  ({ readonly role: "server" } & TLSServerOptions) | ({ readonly role: "client" } & TLSClientOptions);

/** A peer's certificate, as far as a protocol may care. */
export interface PeerCertificate {
  /** Distinguished name of the subject, `CN=alice,O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** The names it vouches for, `DNS:example.org`, `email:alice@example.org`, … */
  readonly subjectAltNames: readonly string[];
  /** The whole certificate, DER. */
  readonly raw: Buffer;
  /** SHA-256 over `raw`, lower-case hexadecimal without colons. */
  readonly fingerprint256: string;
}

/** What the handshake agreed on. A transport has it from `handshakeCompleted` on. */
export interface TLSInfo {
  /** `"TLSv1.3"`, … */
  readonly version: string;
  /** The cipher suite's name. */
  readonly cipher: string;
  /** The protocol that ALPN chose, if any. */
  readonly alpnProtocol: string | undefined;
  /** The name that the client asked for, if any. */
  readonly serverName: string | undefined;
  /** The peer's certificate, if it showed one. */
  readonly peerCertificate: PeerCertificate | undefined;
  /** Our own certificate, DER, if we showed one: what the `tls-server-end-point` channel binding hashes (RFC 5929 §4). */
  readonly ownCertificate: Buffer | undefined;
  /** Whether `peerCertificate` was verified. */
  readonly authorized: boolean;
  /** Keying material bound to this connection (RFC 5705), for example for the `tls-exporter` channel binding (RFC 9266). */
  exportKeyingMaterial(length: number, label: string, context?: Uint8Array): Buffer;
}
