import { randomBytes } from "node:crypto";
import { type StartTLSOptions, Logger } from "@twist/core";
import type { Authenticator } from "@twist/core/cred";
import { SASLServer } from "@twist/core/cred";
import { parseAddressLiteral } from "../wire/address-literal.js";
import { isDomain } from "../wire/domain.js";
import { SMTPReply } from "../wire/reply.js";
import { smtpLimits } from "../wire/smtp-limits.js";
import type { Dialect } from "../machine/session-facts.js";
import type { ServerMachineOptions } from "../machine/server-machine-options.js";
import { OfferedExtensions } from "./offered-extensions.js";
import { PeerList } from "./peer-list.js";
import type { SMTPServerOptions } from "./server-options.js";
import type { SMTPConnection } from "./smtp-connection.js";
import type { AnySession, SMTPSession } from "./smtp-session.js";
import { type SMTPServerTimeouts, smtpServerTimeouts } from "./smtp-timeouts.js";

/** A server's options, checked once, for all its connections. */
export class ServerSettings<Avatar = unknown> {
  readonly log = new Logger("twist.smtp.server");
  readonly hostname: string;
  readonly greeting: SMTPReply;
  readonly machine: ServerMachineOptions;
  readonly timeouts: SMTPServerTimeouts;
  readonly greetingDelayMs: number;
  readonly errorDelayMs: number;
  readonly portal: Authenticator<Avatar> | undefined;
  readonly mechanisms: readonly string[] | undefined;
  readonly allowInsecureAuth: boolean | "local";
  readonly tls: StartTLSOptions | undefined;
  readonly discardKeywords: ReadonlySet<string>;
  readonly xclient: PeerList;
  readonly xforward: PeerList;
  readonly offers: OfferedExtensions;
  readonly #session: (connection: SMTPConnection<Avatar>) => SMTPSession;
  readonly #idPrefix = randomBytes(4).toString("hex");
  #connections = 0;

  constructor(dialect: Dialect, options: SMTPServerOptions<Avatar>) {
    const { hostname = "localhost", greeting = "ready", greetingDelayMs = 0, errorDelayMs = 0 } = options;
    if (!isDomain(hostname) && parseAddressLiteral(hostname) === undefined) {
      throw new TypeError("hostname must be a domain name or an address literal");
    }
    assertDelay("greetingDelayMs", greetingDelayMs);
    assertDelay("errorDelayMs", errorDelayMs);
    this.hostname = hostname;
    // RFC 5321 §4.2: the name comes first; §3.1: the word ESMTP says that EHLO is understood.
    this.greeting = new SMTPReply(220, `${hostname} ${dialect === "SMTP" ? "ESMTP" : dialect} ${greeting}`);
    this.greeting.encode();
    this.machine = {
      dialect,
      limits: smtpLimits(options.limits),
      bareNewlines: options.bareNewlines ?? "refuse",
      requiresTLS: options.encryption === "required",
      requiresAuth: options.authentication === "required",
    };
    if (this.machine.requiresAuth && options.portal === undefined) {
      throw new TypeError("where authentication is required, there has to be a portal");
    }
    this.timeouts = smtpServerTimeouts(options.timeouts);
    this.greetingDelayMs = greetingDelayMs;
    this.errorDelayMs = errorDelayMs;
    this.portal = options.portal;
    this.mechanisms = options.mechanisms;
    this.allowInsecureAuth = options.allowInsecureAuth ?? false;
    this.tls = options.tls && { role: "server", alpnProtocols: ["smtp"], ...options.tls };
    this.discardKeywords = new Set(options.discardKeywords?.map((keyword) => keyword.toUpperCase()));
    this.xclient = new PeerList(options.xclient ?? []);
    this.xforward = new PeerList(options.xforward ?? []);
    this.offers = new OfferedExtensions(this);
    this.#session = options.session;
    // A mechanism that there isn't is found out here, and not by the first client.
    if (options.portal !== undefined) new SASLServer(options.portal, { mechanisms: options.mechanisms });
  }

  /** A name for the next connection, which no other has. */
  nextId(): string {
    this.#connections += 1;
    return this.#idPrefix + this.#connections.toString(36);
  }

  makeSession(connection: SMTPConnection<Avatar>): AnySession<Avatar> {
    return this.#session(connection);
  }
}

function assertDelay(name: string, delayMs: number): void {
  if (!(delayMs >= 0 && delayMs < Infinity)) throw new RangeError(`${name} can't be that`);
}
