import {
  CancelledError,
  Deferred,
  type DelayedCall,
  fail,
  reactor as processReactor,
  type ReactorTime,
} from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import type { SMTPTargetOptions } from "./connect-options.js";
import { connectSMTP } from "./connect-smtp.js";
import { type MailEnvelope, readCorrespondents } from "./mail-envelope.js";
import type { Message } from "./message-source.js";
import type { MessageOptions } from "./plan-mail.js";
import { PoolJob } from "./pool-job.js";
import { PoolMember } from "./pool-member.js";
import { type Rate, RateLimit } from "./rate-limit.js";
import type { SendResult } from "./send-result.js";
import { serverRoute } from "./server-route.js";
import type { SendOptions, SMTPClient } from "./smtp-client.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** What an `SMTPPool` takes: a server, and how much of it may be asked for. */
export interface SMTPPoolOptions extends SMTPTargetOptions, MessageOptions {
  /** Connections to the server at a time. @default 5 */
  readonly maxConnections?: number;
  /** Mails sent over one connection, before a new one is made. @default 100 */
  readonly maxMessagesPerConnection?: number;
  /** Mails that wait for a connection; one more is refused with `POOL_EXHAUSTED`. @default 10_000 */
  readonly maxWaiting?: number;
  /** How long a connection without anything to do is kept, in milliseconds: less than servers wait. @default 30_000 */
  readonly idleTimeoutMs?: number;
  /** How many mails may begin in how much time, over all connections together. @default no limit */
  readonly rate?: Rate;
}

const defaultMaxConnections = 5;
const defaultMaxMessagesPerConnection = 100;
const defaultMaxWaiting = 10_000;
const defaultIdleTimeoutMs = 30_000;

/**
 * Sends many mails to one server, over connections that are kept and used again. What goes wrong is the caller's to try again, later, where the error is
 * `transient`; only a mail whose connection turns out to have been closed while it was idle is put on another one.
 *
 *     await using pool = new SMTPPool({ host: "mail.example", auth, maxConnections: 3, rate: { messages: 100, perMs: 60_000 } });
 *     await Promise.all(mails.map(({ envelope, message }) => pool.send(envelope, message)));
 */
export class SMTPPool implements AsyncDisposable {
  readonly #options: SMTPPoolOptions;
  readonly #clock: ReactorTime;
  readonly #maxConnections: number;
  readonly #maxMessages: number;
  readonly #maxWaiting: number;
  readonly #idleTimeoutMs: number;
  readonly #rate: RateLimit | undefined;
  readonly #waiting = new Set<PoolJob>();
  readonly #attempts = new Set<Deferred<SMTPClient>>();
  readonly #members = new Set<PoolMember>();
  /** Those of the members that have nothing to do, the one that has been so the longest first. */
  readonly #idle: PoolMember[] = [];
  #sweep: DelayedCall | undefined;
  #rateDelay: DelayedCall | undefined;
  /** One more connection couldn't be made: we leave it at those that there are until one of them ends. */
  #crowded = false;
  /** The attempts that have failed since one succeeded, and for which no mail has. */
  #failures = 0;
  #closing = false;
  #pumping = false;
  readonly #closed = new Deferred<void>();

  /** @throws {TypeError} where the options contradict each other, `RangeError` for a limit that is none. */
  constructor(options: SMTPPoolOptions) {
    serverRoute(options);
    const { reactor = processReactor, rate } = options;
    this.#options = options;
    this.#clock = reactor;
    this.#maxConnections = limit("maxConnections", options.maxConnections ?? defaultMaxConnections);
    this.#maxMessages = limit(
      "maxMessagesPerConnection",
      options.maxMessagesPerConnection ?? defaultMaxMessagesPerConnection,
    );
    this.#maxWaiting = limit("maxWaiting", options.maxWaiting ?? defaultMaxWaiting);
    this.#idleTimeoutMs = limit("idleTimeoutMs", options.idleTimeoutMs ?? defaultIdleTimeoutMs);
    this.#rate = rate === undefined ? undefined : new RateLimit(rate, reactor);
  }

  /** How many connections there are, those that are being made included. */
  get connections(): number {
    return this.#members.size + this.#attempts.size;
  }

  /** How many connections have nothing to do. */
  get idleConnections(): number {
    return this.#idle.length;
  }

  /** How many mails wait for a connection. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Sends a mail as soon as a connection is free for it. Fires and fails as `SMTPClient.send` and `connectSMTP` do.
   *
   * @throws {TypeError} where there is no recipient.
   */
  send(envelope: MailEnvelope, message: Message, options: SendOptions = {}): Deferred<SendResult> {
    if (this.#closing) return fail(new SMTPClientError("The pool is closed", { code: "POOL_CLOSED", permanent: true }));
    if (this.#waiting.size >= this.#maxWaiting) {
      return fail(
        new SMTPClientError("Too many mails wait for a connection; try again later", {
          code: "POOL_EXHAUSTED",
          permanent: false,
        }),
      );
    }
    if (typeof envelope.to !== "string" && envelope.to.length === 0) readCorrespondents(envelope);
    const { chunking = this.#options.chunking, bareLineBreaks = this.#options.bareLineBreaks } = options;
    const job = new PoolJob({ envelope, message, options: messageOptions(chunking, bareLineBreaks) }, this.#withdraw);
    this.#waiting.add(job);
    this.#pump();
    return job.result.withSignal(options.signal);
  }

  /** Takes no more mails, sends those that it has, and says goodbye. Fires when all connections are closed. */
  close(): Deferred<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#retireIdle();
      this.#pump();
      this.#checkClosed();
    }
    const closed = new Deferred<void>();
    this.#closed.addBoth(() => closed.callback());
    return closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close().then();
  }

  /** Ends everything now. Mails that wait or are under way fail with `reason`. */
  abort(reason: Error = new SMTPClientError("The pool was aborted", { code: "POOL_CLOSED" })): void {
    this.#closing = true;
    const jobs = [...this.#waiting];
    this.#waiting.clear();
    for (const job of jobs) job.fail(reason);
    for (const attempt of [...this.#attempts]) attempt.cancel();
    for (const { client } of [...this.#members]) client.abort(reason);
    this.#checkClosed();
  }

  readonly #withdraw = (job: PoolJob): void => {
    this.#waiting.delete(job);
    // A connection that nobody waits for isn't made.
    if (this.#attempts.size > this.#waiting.size) [...this.#attempts].at(-1)?.cancel();
    if (this.#closing && this.#waiting.size === 0) this.#retireIdle();
    this.#checkClosed();
  };

  /** Puts those who wait on connections, as far as there are any, and makes more where there may be. */
  #pump(): void {
    // What ends at once comes back here: the loop goes on then, not another one inside it.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (const job of this.#waiting) {
        if (this.#mustWait()) return;
        const member = this.#idle.pop() ?? this.#busyMember();
        if (member === undefined) break;
        this.#waiting.delete(job);
        this.#run(job, member);
      }
      while (this.#attempts.size < this.#waiting.size && this.#mayConnect) this.#connect();
    } finally {
      this.#pumping = false;
    }
  }

  get #mayConnect(): boolean {
    return this.connections < this.#maxConnections && !this.#crowded;
  }

  /** One that has nearly done, where there may be no more connections. */
  #busyMember(): PoolMember | undefined {
    if (this.#mayConnect || this.#attempts.size > 0) return undefined;
    for (const member of this.#members) {
      if (member.takesAnother && member.used < this.#maxMessages) return member;
    }
    return undefined;
  }

  #run(job: PoolJob, member: PoolMember): void {
    this.#rate?.take();
    const usedBefore = member.used > 0;
    member.used++;
    member.underWay++;
    job.run(member.client, usedBefore, (again) => {
      member.underWay--;
      if (again) this.#putFirst(job);
      this.#release(member);
      this.#pump();
      this.#checkClosed();
    });
  }

  #putFirst(job: PoolJob): void {
    const others = [...this.#waiting];
    this.#waiting.clear();
    for (const each of [job, ...others]) this.#waiting.add(each);
  }

  #release(member: PoolMember): void {
    if (member.underWay > 0 || !this.#members.has(member)) return;
    if (!member.client.usable || member.used >= this.#maxMessages || (this.#closing && this.#waiting.size === 0)) {
      this.#retire(member);
      return;
    }
    member.idleSince = this.#clock.now();
    this.#idle.push(member);
    this.#sweep ??= this.#clock.callLater(this.#idleTimeoutMs, this.#closeIdle);
  }

  #connect(): void {
    let member: PoolMember | undefined;
    const onGone = (): void => {
      if (member !== undefined) this.#gone(member);
    };
    const attempt = connectSMTP({ ...this.#options, onGone });
    this.#attempts.add(attempt);
    attempt.addCallbacks(
      (client) => {
        this.#attempts.delete(attempt);
        this.#failures = 0;
        member = new PoolMember(client);
        this.#members.add(member);
        this.#release(member);
        this.#pump();
        this.#checkClosed();
      },
      (error: unknown) => {
        this.#attempts.delete(attempt);
        this.#connectFailed(error);
        this.#pump();
        this.#checkClosed();
      },
    );
  }

  /**
   * While there are other connections, or are being made, the mails wait for those. Where none is left, one mail fails for each attempt. A wrong password isn't tried
   * again for each mail, since servers lock accounts for that.
   */
  #connectFailed(error: unknown): void {
    if (!(error instanceof CancelledError)) {
      this.#failures++;
      this.#crowded = true;
    }
    if (this.connections > 0) return;
    const forAll = error instanceof SMTPClientError && error.permanent;
    const failing = [...this.#waiting].slice(0, forAll ? this.#waiting.size : this.#failures);
    this.#failures = 0;
    this.#crowded = false;
    for (const job of failing) {
      this.#waiting.delete(job);
      job.fail(error);
    }
  }

  #gone(member: PoolMember): void {
    this.#members.delete(member);
    this.#crowded = false;
    const index = this.#idle.indexOf(member);
    if (index >= 0) this.#idle.splice(index, 1);
    if (this.#idle.length === 0) this.#stopSweeping();
    this.#pump();
    this.#checkClosed();
  }

  #retireIdle(): void {
    for (const member of this.#idle.splice(0)) this.#retire(member);
  }

  /** Says goodbye. It is gone once the server has said so too. */
  #retire({ client }: PoolMember): void {
    void client.quit();
  }

  /** Whether the rate allows nothing now. It is looked again when it does. */
  #mustWait(): boolean {
    const waitMs = this.#rate?.waitMs ?? 0;
    if (waitMs === 0) return false;
    this.#rateDelay ??= this.#clock.callLater(waitMs, () => {
      this.#rateDelay = undefined;
      this.#pump();
    });
    return true;
  }

  readonly #closeIdle = (): void => {
    this.#sweep = undefined;
    const now = this.#clock.now();
    let [oldest] = this.#idle;
    while (oldest !== undefined && oldest.idleSince + this.#idleTimeoutMs <= now) {
      this.#idle.shift();
      this.#retire(oldest);
      [oldest] = this.#idle;
    }
    if (oldest !== undefined) {
      this.#sweep = this.#clock.callLater(oldest.idleSince + this.#idleTimeoutMs - now, this.#closeIdle);
    }
  };

  #stopSweeping(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
  }

  #checkClosed(): void {
    if (!this.#closing || this.connections > 0 || this.#waiting.size > 0 || this.#closed.called) return;
    this.#stopSweeping();
    this.#rateDelay?.cancel();
    this.#closed.callback();
  }
}

const noOptions: MessageOptions = {};

function messageOptions(
  chunking: MessageOptions["chunking"],
  bareLineBreaks: MessageOptions["bareLineBreaks"],
): MessageOptions {
  if (chunking === undefined && bareLineBreaks === undefined) return noOptions;
  return {
    ...(chunking === undefined ? {} : { chunking }),
    ...(bareLineBreaks === undefined ? {} : { bareLineBreaks }),
  };
}

function limit(name: string, value: number): number {
  assertLimit(name, value);
  return value;
}
