import { randomInt } from "node:crypto";
import { Deferred, fail, Int16StringReceiver, succeed } from "@twist/core";
import { IdleTimeout } from "@twist/core/policies";
import { TSIGError } from "../tsig/tsig-error.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { SentQuery } from "./sent-query.js";

/** Messages that wait to be read; nothing more is taken off the wire meanwhile. */
const maxWaitingMessages = 16;

/** What a `ResponseStream` is made of. */
export interface ResponseStreamOptions {
  /** The upstream's name, for errors. */
  readonly name: string;
  /** The wait for each message. */
  readonly timeoutMs: number;
  readonly key: TSIGKey | undefined;
  readonly padTo: number | undefined;
}

/** A connection for one query and the many messages of its answer: a zone transfer. */
export class ResponseStream extends Int16StringReceiver {
  readonly #query: Message;
  readonly #options: ResponseStreamOptions;
  #sent: SentQuery | undefined;
  #timeout: IdleTimeout | undefined;
  /** Messages that no signature covers yet (RFC 8945 §5.3.1). */
  #unsettled: Message[] = [];
  #ready: Message[] = [];
  #reader: Deferred<Message> | undefined;
  #error: DNSExchangeError | undefined;
  #isConnected = false;
  #isFull = false;

  constructor(query: Message, options: ResponseStreamOptions) {
    super();
    this.#query = query;
    this.#options = options;
    this.maxFrameBytes = 0xffff;
  }

  override connectionMade(): void {
    this.#isConnected = true;
    if (this.#error !== undefined) {
      this.transport.abortConnection(this.#error);
      return;
    }
    const { clock } = this.transport;
    const { name, timeoutMs, key, padTo } = this.#options;
    this.#sent = new SentQuery(this.#query, {
      id: randomInt(0x1_0000),
      key,
      padTo,
      wallTime: () => clock.wallTime(),
    });
    this.#timeout = new IdleTimeout(clock, timeoutMs, () => {
      this.fail(new DNSExchangeError("TIMEOUT", `${name} sent nothing within ${String(Math.round(timeoutMs))} ms`));
    });
    this.sendString(this.#sent.bytes);
  }

  /** The next message. Fails where there is none. */
  next(): Deferred<Message> {
    const message = this.#ready.shift();
    if (message !== undefined) {
      if (this.#isFull && this.#ready.length === 0) this.#setFull(false);
      return succeed(message);
    }
    if (this.#error !== undefined) return fail(this.#error);
    return (this.#reader = new Deferred<Message>());
  }

  /** Nobody reads any more. */
  close(): void {
    this.#timeout?.stop();
    if (this.#isConnected) this.transport.loseConnection();
    this.#error ??= new DNSExchangeError("CLOSED", "the stream was closed");
  }

  override stringReceived(bytes: Buffer): void {
    const sent = this.#sent;
    if (sent === undefined) return;
    this.#timeout?.reset();
    let message: Message | undefined;
    try {
      // The message keeps the bytes, and these are a slice of a larger chunk.
      message = sent.match(Buffer.from(bytes));
    } catch (error) {
      if (!(error instanceof TSIGError)) throw error;
      this.fail(new DNSExchangeError("BAD_SIGNATURE", `a message of ${this.#options.name} isn't signed well`, error));
      return;
    }
    if (message === undefined) {
      this.fail(new DNSExchangeError("MISMATCH", `a message of ${this.#options.name} isn't part of the answer`));
      return;
    }
    this.#unsettled.push(message);
    if (!sent.isSettled) return;
    for (const settled of this.#unsettled.splice(0)) this.#give(settled);
    if (this.#ready.length >= maxWaitingMessages) this.#setFull(true);
  }

  override connectionLost(): void {
    this.#isConnected = false;
    this.fail(new DNSExchangeError("CONNECTION_LOST", `the connection with ${this.#options.name} ended`));
  }

  /** Ends it for this reason, once what has come is read. */
  fail(error: DNSExchangeError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#timeout?.stop();
    if (this.#isConnected) this.transport.abortConnection(error);
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader?.called === false) reader.errback(error);
  }

  #give(message: Message): void {
    const reader = this.#reader;
    this.#reader = undefined;
    // A reader that was cancelled has fired.
    if (reader?.called === false) reader.callback(message);
    else this.#ready.push(message);
  }

  #setFull(full: boolean): void {
    if (full === this.#isFull || !this.#isConnected) return;
    this.#isFull = full;
    if (full) {
      // While we don't read, silence isn't the server's fault.
      this.#timeout?.stop();
      this.pauseProducing();
    } else {
      this.#timeout?.reset();
      this.resumeProducing();
    }
  }
}
