import { signTSIGRequest } from "../tsig/sign-tsig-request.js";
import type { TSIGKey } from "../tsig/tsig-key.js";
import type { TSIGVerifier } from "../tsig/tsig-verifier.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { EDNS } from "../wire/edns/edns.js";
import { TCPKeepalive } from "../wire/edns/tcp-keepalive.js";
import { Message } from "../wire/message.js";
import { Question } from "../wire/question.js";
import { randomCase } from "./random-case.js";
import { matchesLaterInStream, matchesQuery } from "./response-match.js";

/** Bytes of a message's header. */
const questionOffset = 12;

/** How a query goes out. */
export interface SentQueryOptions {
  /** The id on the wire. */
  readonly id: number;
  /** Whether the name's case is made up (0x20). A signed query needs it not, and goes out as it is. @default false */
  readonly randomCase?: boolean | undefined;
  /** Pads to multiples of this, with EDNS (RFC 8467 §4.1: 128). @default not */
  readonly padTo?: number | undefined;
  /** Asks how long the connection may stay idle (RFC 7828). @default false */
  readonly keepAlive?: boolean | undefined;
  readonly key?: TSIGKey | undefined;
  /** Milliseconds since 1970: what the signature is dated. */
  readonly wallTime: () => number;
}

/** A query as it went out once, and what tells its answer from everything else that arrives. */
export class SentQuery {
  /** What to send. */
  readonly bytes: Buffer;
  readonly id: number;
  readonly #query: Message;
  readonly #sent: Message;
  readonly #wallTime: () => number;
  readonly #verifier: TSIGVerifier | undefined;
  #messages = 0;

  constructor(query: Message, options: SentQueryOptions) {
    this.#query = query;
    this.#wallTime = options.wallTime;
    this.id = options.id;
    this.#sent = new Message({
      id: options.id,
      flags: query.flags,
      rcode: query.rcode,
      question:
        options.randomCase === true && options.key === undefined ? query.question.map(withRandomCase) : query.question,
      answer: query.answer,
      authority: query.authority,
      additional: query.additional,
      edns: ednsOf(query, options),
    });
    const encoded = this.#sent.encode(options.padTo === undefined ? undefined : { padTo: options.padTo });
    if (options.key === undefined) {
      this.bytes = encoded;
      this.#verifier = undefined;
    } else {
      const signed = signTSIGRequest(encoded, options.key, options.wallTime());
      this.bytes = signed.bytes;
      this.#verifier = signed.verifier;
    }
  }

  /** Whether the query is signed, and its answer has to be. */
  get isSigned(): boolean {
    return this.#verifier !== undefined;
  }

  /** Whether all messages of the answer so far are covered by a signature, if they have to be. */
  get isSettled(): boolean {
    return this.#verifier?.isSettled !== false;
  }

  /**
   * The response that `bytes` are, with the id and question of the query as the caller made it; `undefined` for what is no answer to
   * it, be it no DNS message at all. Throws a `TSIGError` for an answer whose signature doesn't hold.
   */
  match(bytes: Buffer): Message | undefined {
    let response: Message;
    try {
      const asked = this.#restoreCase(bytes) ? this.#query : this.#sent;
      response = Message.decode(bytes);
      const matches = this.#messages === 0 ? matchesQuery : matchesLaterInStream;
      if (response.id !== this.id || !matches(response, asked)) return undefined;
      this.#verifier?.verify(response, this.#wallTime());
    } catch (error) {
      if (error instanceof DNSDecodeError) return undefined;
      throw error;
    }
    this.#messages += 1;
    response.id = this.#query.id;
    if (response.question.length > 0) response.question = this.#query.question;
    return response;
  }

  /**
   * Puts the caller's case in the place of ours, in the question of a response that repeats it to the letter. The owners of most records
   * are pointers to there: nobody wants to see `wWW.exaMPle.`
   */
  #restoreCase(bytes: Buffer): boolean {
    const [sent] = this.#sent.question;
    const [asked] = this.#query.question;
    if (sent === undefined || asked === undefined || sent === asked) return false;
    const { octets } = sent.name;
    if (bytes.toString("latin1", questionOffset, questionOffset + octets.length) !== octets) return false;
    bytes.write(asked.name.octets, questionOffset, "latin1");
    return true;
  }
}

function withRandomCase({ name, type, class: questionClass }: Question): Question {
  return new Question(randomCase(name), type, questionClass);
}

function ednsOf({ edns }: Message, { padTo, keepAlive = false }: SentQueryOptions): EDNS | undefined {
  if (padTo === undefined && !(keepAlive && edns !== undefined)) return edns;
  const sent = new EDNS(edns === undefined ? {} : { udpPayloadBytes: edns.udpPayloadBytes, version: edns.version });
  if (edns !== undefined) {
    sent.flags = edns.flags;
    for (const option of edns.options) sent.addOption(option);
  }
  if (keepAlive && !sent.has(TCPKeepalive)) sent.add(TCPKeepalive, {});
  return sent;
}
