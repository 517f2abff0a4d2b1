import type { ClientEndpoint, Reactor, TLSClientOptions } from "@twist/core";
import type { SMTPClientTimeouts } from "./client-timeouts.js";
import type { SMTPAuth } from "./smtp-client.js";

/**
 * How the connection is kept from being listened to:
 * - `"tls"`: TLS from the first byte (RFC 8314, port 465).
 * - `"starttls"`: in clear up to STARTTLS, and not a step further where that fails: there is no falling back.
 * - `"opportunistic"`: STARTTLS where it is offered, in clear where not: for delivery to strangers (RFC 7435), where the alternative is always in clear.
 * - `"none-on-loopback"`: in clear, to this machine only: loopback, a UNIX socket, a pipe.
 * - `"none"`: in clear.
 */
export type SMTPSecurity = "tls" | "starttls" | "opportunistic" | "none-on-loopback" | "none";

/** Which server, and how to get there. */
export interface SMTPTargetOptions {
  /** The server's name or literal address. Either this or `endpoint`. */
  readonly host?: string;
  /** @default 465 with `"tls"`, 587 with `"starttls"` and 25 otherwise */
  readonly port?: number;
  /** Where to connect to instead of `host`: a description such as `"unix:/run/lmtp"` or `"proxy:…"`, or an endpoint. */
  readonly endpoint?: string | ClientEndpoint;
  /**
   * @default `"tls"` on port 465 and with nothing said about the port, otherwise `"starttls"`; with `endpoint`, `"starttls"` unless what it connects to is TLS
   * or this machine.
   */
  readonly security?: SMTPSecurity;
  /** How to log in. Passwords and tokens go out over TLS, or to this machine, and nowhere else unless `allowInsecure` says so. @default don't */
  readonly auth?: SMTPAuth;
  /** For TLS: authorities, a client certificate, the name to check the server's against. @default the system's authorities, and `host` */
  readonly tls?: TLSClientOptions;
  /** What we call ourselves in EHLO: our domain name. @default our address, as `[192.0.2.1]` */
  readonly name?: string;
  /** Speak LMTP (RFC 2033) instead of SMTP: to a mail store, which replies for each recipient. @default false */
  readonly lmtp?: boolean;
  readonly timeouts?: Partial<SMTPClientTimeouts>;
  /** To resolve the name and connect, the TLS handshake of `"tls"` included, in milliseconds. @default 30_000 */
  readonly connectTimeoutMs?: number;
  /** Bytes of one reply of the server. @default 65536 */
  readonly maxReplyBytes?: number;
  /** @default the process's own */
  readonly reactor?: Reactor;
}
