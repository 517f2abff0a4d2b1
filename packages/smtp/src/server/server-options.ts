import type { TLSServerOptions } from "@twist/core";
import type { Authenticator } from "@twist/core/cred";
import type { BareNewlines } from "../wire/data-decoder.js";
import type { SMTPLimits } from "../wire/smtp-limits.js";
import type { SMTPConnection } from "./smtp-connection.js";
import type { SMTPSession } from "./smtp-session.js";
import type { SMTPServerTimeouts } from "./smtp-timeouts.js";

/** What a server is made of. */
export interface SMTPServerOptions<Avatar = unknown> {
  /** Makes the application's side of each connection. An `SMTPReplyError` that it throws is the greeting. */
  readonly session: (connection: SMTPConnection<Avatar>) => SMTPSession;
  /** The server's name, in its greeting and in `Received` fields. @default "localhost" */
  readonly hostname?: string;
  /** What the greeting says behind the name. @default "ready" */
  readonly greeting?: string;
  /** Logs clients in: with it, AUTH is offered. @default nobody logs in */
  readonly portal?: Authenticator<Avatar>;
  /** `"required"`: no mail from anybody who hasn't logged in, as a submission server has it (RFC 6409 §4.3). @default "optional" */
  readonly authentication?: "optional" | "required";
  /** These SASL mechanisms only, by name. CRAM-MD5 is used only if it is named here. @default all but CRAM-MD5 that the portal can check */
  readonly mechanisms?: readonly string[];
  /** Offer AUTH where somebody can listen, too: to everybody, or, with `"local"`, to clients on this machine (loopback), who could listen to themselves only. @default false */
  readonly allowInsecureAuth?: boolean | "local";
  /** With it, STARTTLS is offered. Clients that offer ALPN have to offer `smtp`, unless it says otherwise. @default no STARTTLS */
  readonly tls?: TLSServerOptions;
  /** `"required"`: no mail without TLS. @default "optional" */
  readonly encryption?: "optional" | "required";
  /** What becomes of messages that hold a CR or LF by itself. @default "refuse" */
  readonly bareNewlines?: BareNewlines;
  /** How long to be silent before the greeting. Whoever talks before it is no mail server, and is refused. In milliseconds. @default 0 */
  readonly greetingDelayMs?: number;
  /** How long nothing more is read after a command that was refused for good (5yz): guessing takes its time then. In milliseconds. @default 0 */
  readonly errorDelayMs?: number;
  /** Extensions that aren't to be offered although they could be, by keyword (Postfix's `smtpd_discard_ehlo_keywords`). @default none */
  readonly discardKeywords?: readonly string[];
  /** The proxies that may say with XCLIENT who the client is: addresses, networks, and `"unix"` for peers without a network address. @default none */
  readonly xclient?: readonly string[];
  /** As `xclient`, for XFORWARD. @default none */
  readonly xforward?: readonly string[];
  /** Changes to the limits. @default DEFAULT_SMTP_LIMITS */
  readonly limits?: Partial<SMTPLimits>;
  /** Changes to the time-outs. @default DEFAULT_SMTP_SERVER_TIMEOUTS */
  readonly timeouts?: Partial<SMTPServerTimeouts>;
}
