import { formatAddress, Logger } from "@twist/core";
import type { TSIGSigner } from "../tsig/tsig-signer.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { DNSError } from "../wire/dns-error.js";
import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import { type DNSAnswer, type DNSResponder, isMessage } from "./dns-handler.js";
import type { DNSQuery, DNSQueryOrigin } from "./dns-query.js";
import { isPromiseLike } from "./then-answer.js";

const log = new Logger("twist.dns.server");

/** What a client without EDNS can take by UDP (RFC 1035 §2.3.4). */
const plainUDPBytes = 512;
const maxStreamBytes = 0xffff;
/** Responses by an encrypted transport are padded to multiples of this (RFC 8467 §4.1). */
const paddingBlock = 468;

/** Where the answer to one query goes. */
export interface AnswerSink {
  /** One message of the answer, encoded. @returns false where no more should be sent until `drained()`. */
  send(message: Buffer): boolean;
  /** Fires once there is room for more, or nobody is left to send it to. */
  drained(): PromiseLike<void>;
  /** Whether somebody is there to take more. */
  readonly isOpen: boolean;
  /** That was all; nothing was sent before where the query isn't answered. Called exactly once. */
  end(): void;
}

/** One query on its way through the handlers and back. */
export class Answering {
  readonly #message: Message;
  readonly #origin: DNSQueryOrigin;
  readonly #maxUDPBytes: number;
  readonly #sink: AnswerSink;
  #signer: TSIGSigner | undefined;

  constructor(message: Message, origin: DNSQueryOrigin, maxUDPBytes: number, sink: AnswerSink) {
    this.#message = message;
    this.#origin = origin;
    this.#maxUDPBytes = maxUDPBytes;
    this.#sink = sink;
  }

  /** Has `query` answered, and sends the answer. What is thrown is SERVFAIL, or FORMERR where the query itself can't be read. */
  run(respond: DNSResponder, query: DNSQuery, signer: TSIGSigner | undefined): void {
    this.#signer = signer;
    try {
      const answer = respond(query);
      if (isPromiseLike(answer)) void this.#await(answer);
      else this.finish(answer);
    } catch (error) {
      this.finish(this.#failure(error));
    }
  }

  finish(answer: DNSAnswer): void {
    if (answer === undefined) {
      this.#sink.end();
    } else if (isMessage(answer)) {
      const message = this.#encode(answer);
      if (message === undefined) this.#sink.end();
      else this.finishEncoded(message);
    } else {
      void this.#sendAll(answer);
    }
  }

  finishEncoded(message: Buffer): void {
    this.#sink.send(message);
    this.#sink.end();
  }

  async #await(answer: PromiseLike<DNSAnswer>): Promise<void> {
    try {
      this.finish(await answer);
    } catch (error) {
      this.finish(this.#failure(error));
    }
  }

  async #sendAll(messages: AsyncIterable<Message>): Promise<void> {
    try {
      for await (const message of messages) {
        const encoded = this.#sink.isOpen ? this.#encode(message) : undefined;
        if (encoded === undefined) break;
        if (!this.#sink.send(encoded)) await this.#sink.drained();
      }
    } catch (error) {
      const encoded = this.#encode(this.#failure(error));
      if (encoded !== undefined) this.#sink.send(encoded);
    } finally {
      this.#sink.end();
    }
  }

  /** SERVFAIL for what can't be encoded; `undefined` where even that has no room, beside a signature by a key with a long name. */
  #encode(answer: Message): Buffer | undefined {
    try {
      return this.#encodeOrThrow(answer);
    } catch (error) {
      return this.#encodeFailure(error);
    }
  }

  #encodeFailure(error: unknown): Buffer | undefined {
    try {
      return this.#encodeOrThrow(this.#failure(error));
    } catch (cause) {
      if (cause instanceof DNSError && cause.code === "MESSAGE_TOO_LARGE") return undefined;
      throw cause;
    }
  }

  #encodeOrThrow(answer: Message): Buffer {
    const signer = this.#signer;
    const encoded = answer.encode({
      maxBytes: this.#maxBytes(),
      ...(signer === undefined ? {} : { reserveBytes: signer.byteLength }),
      ...(this.#isEncrypted && answer.edns !== undefined ? { padTo: paddingBlock } : {}),
    });
    return signer === undefined ? encoded : signer.sign(encoded, this.#origin.clock.wallTime());
  }

  get #isEncrypted(): boolean {
    return this.#origin.transport === "tls" || this.#origin.transport === "https";
  }

  #maxBytes(): number {
    if (this.#origin.transport !== "udp") return maxStreamBytes;
    const { edns } = this.#message;
    if (edns === undefined) return plainUDPBytes;
    return Math.max(plainUDPBytes, Math.min(edns.udpPayloadBytes, this.#maxUDPBytes));
  }

  #failure(error: unknown): Message {
    // What is wrong with the query may show only when a handler looks into its records.
    if (error instanceof DNSDecodeError) return this.#message.reply({ rcode: Rcode.FORMERR });
    log.error("A query could not be answered", { peer: formatAddress(this.#origin.peer), error });
    return this.#message.reply({ rcode: Rcode.SERVFAIL });
  }
}
