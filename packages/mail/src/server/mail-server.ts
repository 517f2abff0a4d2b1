import { reactor as processReactor } from "@twist/core";
import type { Service, StopOptions } from "@twist/core/application";
import { type Checker, Portal, type PortalOptions } from "@twist/core/cred";
import { nodeDisk } from "@twist/maildir";
import { isDomain, LMTPFactory, SMTPFactory, type SMTPConnection, type SMTPServerOptions } from "@twist/smtp";
import { AddressBook } from "../addresses/address-book.js";
import { LocalDomains } from "../addresses/local-domains.js";
import { Dispatcher } from "../delivery/dispatcher.js";
import { LocalDelivery } from "../delivery/local-delivery.js";
import type { DeliveryQueue } from "../queue/delivery-queue.js";
import { QueueFolder } from "../queue/queue-folder.js";
import { queueLimits } from "../queue/queue-limits.js";
import { ReportWriter } from "../reports/report-writer.js";
import type { MailServerOptions } from "./mail-server-options.js";
import { MailSession, type MailSessionOptions } from "./mail-session.js";
import type { MailUser } from "./mail-user.js";
import { makeQueue } from "./make-queue.js";

const defaultMaxMemoryBytes = 256 * 1024;

/**
 * A mail server: delivery into Maildirs, submission, LMTP, and the queue behind them. It is a service, which works on the queue; the factories take connections while
 * it runs.
 *
 *     const server = new MailServer({ domains: ["example.org"], store, users, queueFolder, resolver: promises });
 *     const service = new MultiService().add(server).add(new EndpointService("tcp:25", server.smtp));
 */
export class MailServer implements Service {
  readonly name = "mail";
  /** For other mail servers: takes mail for users here. */
  readonly smtp: SMTPFactory<MailUser>;
  /** For the users' programs: no mail without a login (RFC 6409). `undefined` where nobody can log in. */
  readonly submission: SMTPFactory<MailUser> | undefined;
  /** For a mail server in front of this one (RFC 2033). It has no logins: offer it to that server alone. */
  readonly lmtp: LMTPFactory<MailUser>;
  readonly queue: DeliveryQueue;

  /**
   * @throws {TypeError} where a domain or the host's name isn't one.
   * @throws {RangeError} where a limit or a time can't be one.
   */
  constructor(options: MailServerOptions) {
    const {
      reactor = processReactor,
      disk = nodeDisk,
      checkers = [],
      maxMemoryBytes = defaultMaxMemoryBytes,
    } = options;
    const domains = new LocalDomains(options.domains);
    const hostname = options.hostname ?? domains.primary;
    if (!isDomain(hostname)) throw new TypeError("hostname is no domain name");
    const addresses = new AddressBook({ ...options, domains });
    const local = new LocalDelivery(options.store);
    const reports = new ReportWriter({
      hostname,
      domain: domains.primary,
      wallTime: () => reactor.wallTime(),
      maxReturnedBytes: queueLimits(options.queueLimits).maxReturnedBytes,
    });
    const folder = new QueueFolder(options.queueFolder, disk, reactor);
    this.queue = makeQueue(options, { folder, reports, addresses, local, hostname, reactor, maxMemoryBytes });
    const session: MailSessionOptions = {
      addresses,
      dispatcher: new Dispatcher({ local, queue: this.queue, reports }),
      receive: { disk, spoolPath: () => folder.temporaryPath(), maxMemoryBytes },
      clock: reactor,
      domain: domains.primary,
    };
    const portal = checkers.length === 0 ? undefined : userPortal(checkers, options.portal);
    const common: SMTPServerOptions<MailUser> = {
      hostname,
      session: (connection: SMTPConnection<MailUser>) => new MailSession(connection, session),
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
    };
    const withLogins = {
      ...common,
      ...(portal === undefined ? {} : { portal }),
      ...(options.tls === undefined ? { allowInsecureAuth: "local" as const } : {}),
    };
    this.smtp = new SMTPFactory(withLogins);
    this.submission = portal === undefined ? undefined : new SMTPFactory({ ...withLogins, authentication: "required" });
    this.lmtp = new LMTPFactory(common);
  }

  /** Begins to work on the queue. Fails with `QUEUE_IN_USE` where another process does. */
  startService(): Promise<void> {
    return this.queue.startService();
  }

  stopService(options?: StopOptions): Promise<void> {
    return this.queue.stopService(options);
  }
}

/** Logins of users, by name. */
function userPortal(checkers: readonly Checker[], options: PortalOptions | undefined): Portal<MailUser> {
  return new Portal({ requestAvatar: ({ avatarId }) => ({ avatar: { name: avatarId } }) }, checkers, options);
}
