import type { Reactor, TLSServerOptions } from "@twist/core";
import type { Checker, PortalOptions } from "@twist/core/cred";
import type { Disk, MaildirStore } from "@twist/maildir";
import type { MXResolver, SMTPLimits, SMTPServerTimeouts } from "@twist/smtp";
import type { AddressBookOptions } from "../addresses/address-book.js";
import type { QueueLimits } from "../queue/queue-limits.js";
import type { RetrySchedule } from "../queue/retry-schedule.js";
import type { MXRouteOptions } from "../routes/mx-route.js";
import type { Smarthost } from "../routes/smarthost-route.js";

/** What a mail server is made of. */
export interface MailServerOptions extends Pick<
  AddressBookOptions,
  "users" | "aliases" | "detailSeparator" | "maxAliasDepth" | "maxExpansion"
> {
  /** The domains whose mail ends here. The first is the one that MAILER-DAEMON writes from. */
  readonly domains: readonly string[];
  readonly store: MaildirStore;
  /** Where messages wait that can't be delivered at once. Of this server alone. */
  readonly queueFolder: string;
  /** The server's name, which its address should lead back to. @default the first domain */
  readonly hostname?: string;
  /** Who may log in, and then send to other domains. @default nobody */
  readonly checkers?: readonly Checker[];
  /** How logins are treated. */
  readonly portal?: PortalOptions;
  /** With it, STARTTLS is offered, and logins inside TLS alone. Without it, logins are possible at `tls:` endpoints and from this machine. */
  readonly tls?: TLSServerOptions;
  /** Finds the mail servers of other domains; `promises` of `node:dns` will do. */
  readonly resolver: MXResolver;
  /** How other domains' servers are reached. */
  readonly mx?: Partial<Pick<MXRouteOptions, "port" | "policy" | "timeouts" | "connectTimeoutMs" | "maxHosts">>;
  /** A server that takes all mail for other domains. @default their own servers */
  readonly smarthost?: Smarthost | undefined;
  /** What a client may ask for. */
  readonly limits?: Partial<SMTPLimits>;
  readonly timeouts?: Partial<SMTPServerTimeouts>;
  /** How much the queue holds, and does at a time. */
  readonly queueLimits?: Partial<QueueLimits>;
  /** When mail is tried again. */
  readonly schedule?: Partial<RetrySchedule>;
  /** Bytes of a message that is kept in memory while it comes in, and of a message's header section. Larger messages go through a file. @default 262144 */
  readonly maxMemoryBytes?: number;
  /** How long mail for a destination waits of which no server could be reached, in milliseconds. @default 60000 */
  readonly deadDestinationMs?: number;
  /** How often to look for what `twist mail queue` asks for, in milliseconds. @default 2000 */
  readonly requestPollMs?: number;
  /** From 0 to before 1. @default Math.random */
  readonly random?: () => number;
  /** @default the process's own */
  readonly reactor?: Reactor;
  /** @default node:fs */
  readonly disk?: Disk;
}
