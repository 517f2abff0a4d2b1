import type { Reactor, TLSClientOptions } from "@twist/core";
import type { SMTPReply } from "../../wire/reply.js";
import type { SMTPTargetOptions } from "../connect-options.js";
import type { MailEnvelope } from "../mail-envelope.js";
import type { RepeatableMessage } from "../message-source.js";
import type { MessageOptions } from "../plan-mail.js";
import type { MXResolver } from "./mx-resolver.js";

/** How a server is to be spoken to. */
export interface MXPolicy {
  /** `"starttls"` where TLS is a must. @default "opportunistic" */
  readonly security?: "opportunistic" | "starttls";
  /** Say how the certificate is to be checked, with `"starttls"`. @default any certificate with `"opportunistic"`, and otherwise the system's authorities */
  readonly tls?: TLSClientOptions;
}

/** What `deliverToMX` takes. */
export interface DeliverToMXOptions
  extends MessageOptions, Pick<SMTPTargetOptions, "timeouts" | "connectTimeoutMs" | "maxReplyBytes"> {
  readonly envelope: MailEnvelope;
  /** It may go to several servers, so a stream that serves only once won't do: give an object with a `stream()`. */
  readonly message: RepeatableMessage;
  readonly resolver: MXResolver;
  /** What we call ourselves in EHLO: the domain name of this host, which its address should lead back to. @default our address */
  readonly name?: string;
  /** @default 25 */
  readonly port?: number;
  /** Servers of one domain that are tried. @default 5 */
  readonly maxHosts?: number;
  /** Domains that are delivered to at a time. @default 5 */
  readonly maxDomains?: number;
  /**
   * What holds for a server of a domain: the place of MTA-STS (RFC 8461) and DANE (RFC 7672). `undefined` leaves this server out.
   * @default `{ security: "opportunistic" }` for each
   */
  readonly policy?: (domain: string, host: string) => MXPolicy | undefined | PromiseLike<MXPolicy | undefined>;
  /** Whether a server is this host, so that mail isn't sent in circles. @default whether it has our `name` */
  readonly isSelf?: (host: string) => boolean;
  /** @default Math.random */
  readonly random?: () => number;
  /** @default the process's own */
  readonly reactor?: Reactor;
  readonly signal?: AbortSignal;
}

/** A recipient whose server answers for the mail now. */
export interface MXAccepted {
  readonly address: string;
  /** The server that took it. */
  readonly host: string;
  readonly reply: SMTPReply;
  readonly queueId: string | undefined;
  /** Whether the server offers DSN, and so sends the reports itself that were asked for (RFC 3461 §5.2.7). */
  readonly reports: boolean;
}

/** A recipient to whom the mail wasn't delivered. */
export interface MXFailed {
  readonly address: string;
  /** Whether trying again later won't help: then the sender is to be told. */
  readonly permanent: boolean;
  /** The last server that was tried; `undefined` where there was none. */
  readonly host: string | undefined;
  /** What the last server said, where one did. */
  readonly reply: SMTPReply | undefined;
  /** What went wrong. */
  readonly error: Error;
}

/** What became of a mail: each recipient is in one of the two. */
export interface MXDeliveryResult {
  readonly accepted: readonly MXAccepted[];
  readonly failed: readonly MXFailed[];
}
