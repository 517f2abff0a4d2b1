import { randomInt } from "node:crypto";
import { Int16StringReceiver } from "@twist/core";
import { IdleTimeout } from "@twist/core/policies";
import { TSIGError } from "../tsig/tsig-error.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { TCPKeepalive } from "../wire/edns/tcp-keepalive.js";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { SentQuery } from "./sent-query.js";
import type { QueryHolder, StreamQuery } from "./stream-query.js";

/** The longest that a server can make us keep an idle connection open. */
const longestIdleMs = 120_000;
/** Queries that wait on one connection: with all 65,536 ids in use there would be none for the next. */
const maxPending = 0x4000;
/** Messages that answer nothing we asked, after which the connection is aborted. */
const maxUnexpected = 100;

/** How a connection is used. */
export interface DNSClientProtocolOptions {
  /** The upstream's name, for errors. */
  readonly name: string;
  /** Closed after this long without a query waiting; the server may say otherwise (RFC 7828). */
  readonly idleTimeoutMs: number;
  /** Queries are padded to multiples of this. */
  readonly padTo?: number | undefined;
}

/** Told when a connection has ended, with the queries that it left without an answer. */
export type ConnectionEnded = (connection: DNSClientProtocol, unanswered: readonly StreamQuery[]) => void;

/**
 * The client's side of a connection: queries go out as they come, answers are told apart by their ids and may come in any order
 * (RFC 7766 §6.2.1.1 and §7).
 */
export class DNSClientProtocol extends Int16StringReceiver implements QueryHolder {
  readonly #options: DNSClientProtocolOptions;
  readonly #ended: ConnectionEnded;
  readonly #pending = new Map<number, StreamQuery>();
  #idle: IdleTimeout | undefined;
  #unexpected = 0;
  #answers = 0;
  /** Whether it may be dead. */
  #isSuspect = false;
  /** Whether the server has asked us to close it. */
  #isUnwanted = false;

  constructor(options: DNSClientProtocolOptions, ended: ConnectionEnded) {
    super();
    this.#options = options;
    this.#ended = ended;
    this.maxFrameBytes = 0xffff;
  }

  /** Whether another query may be sent. */
  get isUsable(): boolean {
    return this.receiving && !this.#isSuspect && !this.#isUnwanted && this.#pending.size < maxPending;
  }

  /** Whether it has answered anything. */
  get hasAnswered(): boolean {
    return this.#answers > 0;
  }

  override connectionMade(): void {
    this.#idle = new IdleTimeout(this.transport.clock, this.#options.idleTimeoutMs, () => {
      if (this.#pending.size === 0) this.transport.loseConnection();
    });
  }

  /** Sends a query. Its answer goes to `query.answer`. */
  ask(query: StreamQuery): void {
    const { clock } = this.transport;
    const sent = new SentQuery(query.query, {
      id: this.#freeId(),
      key: query.key,
      padTo: this.#options.padTo,
      keepAlive: true,
      wallTime: () => clock.wallTime(),
    });
    query.sent = sent;
    query.tries += 1;
    query.holder = this;
    this.#pending.set(sent.id, query);
    this.#idle?.stop();
    this.sendString(sent.bytes);
  }

  /**
   * The caller no longer waits for this one. A connection on which nothing has come since it was sent may be dead: it gets no more queries,
   * and is closed once the others have their answers.
   */
  abandon(query: StreamQuery): void {
    if (query.sent === undefined || !this.#pending.delete(query.sent.id)) return;
    this.#isSuspect = true;
    this.#settle();
  }

  /** Ends the connection now; gives the queries that it leaves without an answer. */
  abort(reason: DNSExchangeError): readonly StreamQuery[] {
    const unanswered = this.#takePending();
    this.transport.abortConnection(reason);
    return unanswered;
  }

  override stringReceived(bytes: Buffer): void {
    const query = bytes.length < 2 ? undefined : this.#pending.get(bytes.readUInt16BE(0));
    if (query?.sent === undefined) {
      this.#unexpectedMessage();
      return;
    }
    try {
      // The answer keeps the bytes, and these are a slice of a larger chunk.
      const response = query.sent.match(Buffer.from(bytes));
      if (response === undefined) {
        this.#unexpectedMessage();
        return;
      }
      this.#answered(query.sent.id);
      this.#obeyKeepAlive(response);
      this.#settle();
      query.answer.callback(response);
    } catch (error) {
      if (!(error instanceof TSIGError)) throw error;
      this.#answered(query.sent.id);
      this.#settle();
      const message = `the response from ${this.#options.name} isn't signed well`;
      query.answer.errback(new DNSExchangeError("BAD_SIGNATURE", message, error));
    }
  }

  override connectionLost(): void {
    this.#idle?.stop();
    this.#ended(this, this.#takePending());
  }

  #takePending(): readonly StreamQuery[] {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    return pending;
  }

  #answered(id: number): void {
    this.#pending.delete(id);
    this.#answers += 1;
    this.#isSuspect = false;
  }

  /** After a query is done with: an idle connection is kept for a while, one that may be dead or isn't wanted isn't. */
  #settle(): void {
    if (this.#pending.size > 0) return;
    if (this.#isSuspect || this.#isUnwanted) this.transport.loseConnection();
    else this.#idle?.reset();
  }

  /** Late answers come here, and what a broken server makes up. */
  #unexpectedMessage(): void {
    this.#unexpected += 1;
    if (this.#unexpected === maxUnexpected) {
      this.transport.abortConnection(
        new DNSExchangeError("MISMATCH", `too many messages from ${this.#options.name} that answer nothing`),
      );
    }
  }

  #obeyKeepAlive({ edns }: Message): void {
    const idle = this.#idle;
    if (edns === undefined || idle === undefined || !edns.has(TCPKeepalive)) return;
    try {
      const timeoutMs = edns.get(TCPKeepalive)?.timeoutMs;
      if (timeoutMs === 0) this.#isUnwanted = true;
      else if (timeoutMs !== undefined) idle.timeoutMs = Math.min(timeoutMs, longestIdleMs);
    } catch (error) {
      if (!(error instanceof DNSDecodeError)) throw error;
    }
  }

  #freeId(): number {
    for (;;) {
      const id = randomInt(0x1_0000);
      if (!this.#pending.has(id)) return id;
    }
  }
}
