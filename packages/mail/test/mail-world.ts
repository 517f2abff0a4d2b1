import { serverFromString } from "@twist/core";
import { FunctionChecker } from "@twist/core/cred";
import { SimulatedAuthority, type SimulatedHost, SimulatedNetwork } from "@twist/core/testing";
import { MaildirStore } from "@twist/maildir";
import {
  type MailEnvelope,
  type MailParameters,
  type MXRecord,
  type ReversePath,
  sendMail,
  type SendResult,
  SMTPFactory,
  SMTPReplyError,
  type SMTPSession,
} from "@twist/smtp";
import { AliasTable } from "../src/addresses/alias-table.js";
import { UserNames } from "../src/addresses/user-names.js";
import { MailServer } from "../src/server/mail-server.js";
import type { MailServerOptions } from "../src/server/mail-server-options.js";
import { MemoryDisk } from "./memory-disk.js";

/** A message that a server elsewhere has taken. */
export interface Taken {
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly parameters: MailParameters;
  readonly text: string;
  /** In virtual time. */
  readonly at: number;
}

/** How a server elsewhere behaves: what it refuses, by throwing `no(…)`. */
export interface PeerBehaviour {
  readonly mail?: (sender: string) => void;
  readonly rcpt?: (recipient: string) => void;
  readonly data?: (text: string) => void;
  /** @default true */
  readonly dsn?: boolean;
}

/** A server elsewhere. */
export interface Peer {
  readonly host: SimulatedHost;
  readonly taken: Taken[];
  /** Attempts: MAIL commands, in virtual time. */
  readonly attempts: number[];
  open: number;
  mostOpen: number;
}

export interface MailWorldOptions extends Partial<Omit<MailServerOptions, "users" | "aliases">> {
  readonly users?: readonly string[];
  readonly aliases?: string;
}

/** A refusal, as `"550 5.1.1 words"`. */
export function no(reply: string): never {
  const [code, enhanced, ...words] = reply.split(" ");
  throw SMTPReplyError.of(Number(code), enhanced as "5.1.1", words.join(" "));
}

const authority = new SimulatedAuthority();

/** A mail server for `home.example` on a simulated network, with a disk in memory and other servers elsewhere. */
export class MailWorld {
  readonly net: SimulatedNetwork;
  readonly disk: MemoryDisk;
  /** Of other domains: MX records, or the code of the resolver's error. */
  readonly dns = new Map<string, readonly MXRecord[] | string>();
  server!: MailServer;
  readonly #options: MailWorldOptions;

  constructor(options: MailWorldOptions = {}) {
    this.#options = options;
    this.net = new SimulatedNetwork({ seed: 7, link: { latencyMs: 10 } });
    this.disk = new MemoryDisk(() => this.net.host("mail.home.example").reactor.wallTime());
  }

  /** A world whose server runs. */
  static async start(options: MailWorldOptions = {}): Promise<MailWorld> {
    const world = new MailWorld(options);
    await world.boot();
    return world;
  }

  /** Starts the server, or starts it again on what is on the disk. */
  async boot(): Promise<void> {
    const { users = ["ada", "bob"], aliases, ...more } = this.#options;
    const { reactor } = this.net.host("mail.home.example");
    const { disk } = this.disk;
    const table = aliases === undefined ? undefined : AliasTable.parse(aliases);
    this.server = new MailServer({
      domains: ["home.example"],
      hostname: "mail.home.example",
      store: new MaildirStore("/mail", { disk, clock: reactor, host: "mail" }),
      queueFolder: "/mail/.queue",
      users: new UserNames(users),
      ...(table === undefined ? {} : { aliases: { read: () => table } }),
      checkers: [
        new FunctionChecker("password", ({ username, password }) => (password === "secret" ? username : undefined)),
      ],
      portal: { throttle: false },
      tls: { certificate: authority.issue(["mail.home.example"]) },
      resolver: { resolveMx: (domain) => this.#resolve(domain) },
      random: () => this.net.random.next(),
      requestPollMs: Infinity,
      reactor,
      disk,
      ...more,
    });
    await this.server.startService();
    await serverFromString(reactor, "tcp:25").listen(this.server.smtp);
    await serverFromString(reactor, "tcp:24").listen(this.server.lmtp);
    if (this.server.submission !== undefined) await serverFromString(reactor, "tcp:587").listen(this.server.submission);
  }

  /** The server's machine goes down at once, and comes up again: `"power"` loses what wasn't synced. */
  async crash(lost: "process" | "power"): Promise<void> {
    const host = this.net.host("mail.home.example");
    host.crash();
    this.disk.restart(lost);
    // The process that it names is the test's, and alive.
    if (this.disk.list("/mail/.queue").includes("process.lock")) this.disk.remove("/mail/.queue/process.lock");
    host.restart();
    await this.boot();
  }

  /** A mail server of `domain`, named `mx.DOMAIN`, that is its MX. */
  async peer(domain: string, behaviour: PeerBehaviour = {}): Promise<Peer> {
    const name = `mx.${domain}`;
    const host = this.net.host(name);
    const peer: Peer = { host, taken: [], attempts: [], open: 0, mostOpen: 0 };
    this.dns.set(domain, [{ exchange: name, priority: 10 }]);
    const factory = new SMTPFactory({
      hostname: name,
      session: () => peerSession(peer, behaviour, () => this.net.now()),
      limits: { maxErrors: Infinity },
      ...(behaviour.dsn === false ? { discardKeywords: ["DSN"] } : {}),
    });
    host.onBoot((reactor) => serverFromString(reactor, "tcp:25").listen(factory));
    return peer;
  }

  /** A stranger sends a mail to port 25. */
  async receive(envelope: MailEnvelope, message: string, port = 25): Promise<SendResult> {
    const { reactor } = this.net.host("stranger.example");
    return this.#finish(
      sendMail({ host: "mail.home.example", port, security: "none", lmtp: port === 24, reactor, envelope, message }),
    );
  }

  /** A user sends a mail. */
  async submit(user: string, envelope: MailEnvelope, message = "Subject: hi\r\n\r\nhello\r\n"): Promise<SendResult> {
    const { reactor } = this.net.host("laptop.example");
    return this.#finish(
      sendMail({
        host: "mail.home.example",
        port: 587,
        security: "starttls",
        tls: { ca: authority.certificate },
        auth: { username: user, password: "secret" },
        reactor,
        envelope,
        message,
      }),
    );
  }

  /** All mails in a user's INBOX, in the order in which they came. */
  inbox(user: string): string[] {
    const folder = `/mail/${user}/new`;
    return this.disk.list(folder).map((name) => this.disk.read(`${folder}/${name}`));
  }

  /** The names of the queue's entries. */
  queued(): string[] {
    return this.disk.list("/mail/.queue/queued");
  }

  /** Lets so much virtual time pass. */
  async pass(ms: number): Promise<void> {
    await this.net.run(ms);
  }

  async #finish<T>(result: PromiseLike<T>): Promise<T> {
    const state = { isAnswered: false };
    const answered = (): void => {
      state.isAnswered = true;
    };
    const settled = Promise.resolve(result);
    settled.then(answered, answered);
    await this.net.run(5_000);
    if (!state.isAnswered) throw new Error("there is no answer yet");
    return settled;
  }

  #resolve(domain: string): Promise<readonly MXRecord[]> {
    const answer = this.dns.get(domain) ?? "ENOTFOUND";
    if (typeof answer !== "string") return Promise.resolve(answer);
    return Promise.reject(Object.assign(new Error(answer), { code: answer }));
  }
}

function peerSession(peer: Peer, behaviour: PeerBehaviour, now: () => number): SMTPSession & Record<string, unknown> {
  peer.open += 1;
  peer.mostOpen = Math.max(peer.mostOpen, peer.open);
  return {
    mail(sender: ReversePath) {
      peer.attempts.push(now());
      behaviour.mail?.(String(sender ?? ""));
    },
    rcpt(recipient) {
      behaviour.rcpt?.(recipient.toString());
    },
    async data(message) {
      const text = (await message.bytes()).toString("latin1");
      behaviour.data?.(text);
      const { sender, parameters, recipients } = message.envelope;
      peer.taken.push({
        sender: String(sender ?? ""),
        recipients: recipients.map(({ mailbox }) => mailbox.toString()),
        parameters,
        text,
        at: now(),
      });
    },
    reset: () => undefined,
    end: () => {
      peer.open -= 1;
    },
    ...(behaviour.dsn === false ? {} : { notificationsRequested: () => undefined }),
  };
}
