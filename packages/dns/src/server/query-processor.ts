import { TSIGKeyring } from "../tsig/tsig-keyring.js";
import { TSIGError } from "../tsig/tsig-error.js";
import { refuseTSIG } from "../tsig/refuse-tsig.js";
import type { TSIGSigner } from "../tsig/tsig-signer.js";
import { verifyTSIGRequest } from "../tsig/verify-tsig-request.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import { Answering, type AnswerSink } from "./answering.js";
import type { DNSResponder } from "./dns-handler.js";
import { DNSQuery, type DNSQueryOrigin } from "./dns-query.js";
import { readQuery } from "./read-query.js";

/** What a `QueryProcessor` is made of. */
export interface QueryProcessorOptions {
  readonly respond: DNSResponder;
  /** Bytes of a response by UDP. */
  readonly maxUDPResponseBytes: number;
  /** The keys that queries may be signed with. @default none */
  readonly keys?: TSIGKeyring | undefined;
}

/**
 * Between bytes and handlers: reads a query, has it answered, and writes the answer, so that it fits where it goes. What is no query
 * isn't answered, so that two servers can't be made to talk to each other; what is a broken one is FORMERR.
 */
export class QueryProcessor {
  readonly #respond: DNSResponder;
  readonly #maxUDPResponseBytes: number;
  readonly #keys: TSIGKeyring;

  constructor(options: QueryProcessorOptions) {
    this.#respond = options.respond;
    this.#maxUDPResponseBytes = options.maxUDPResponseBytes;
    this.#keys = options.keys ?? new TSIGKeyring();
  }

  /** Answers one message, at once where the handlers do. Never throws. `bytes` are kept until then. */
  process(bytes: Buffer, origin: DNSQueryOrigin, sink: AnswerSink): void {
    const message = readQuery(bytes);
    if (message === undefined) {
      sink.end();
      return;
    }
    const answering = new Answering(message, origin, this.#maxUDPResponseBytes, sink);
    if (message.qr) {
      // `readQuery` gives what is wrong with the query as a response.
      answering.finish(message);
      return;
    }
    let signer: TSIGSigner | undefined;
    if (message.signature !== undefined) {
      const verified = this.#verify(message, origin);
      if (Buffer.isBuffer(verified)) {
        answering.finishEncoded(verified);
        return;
      }
      signer = verified;
    }
    const [question] = message.question;
    if (question === undefined) answering.finish(message.reply({ rcode: Rcode.FORMERR }));
    else answering.run(this.#respond, new DNSQuery(message, question, origin, signer?.key.name), signer);
  }

  /** Who signed `message`; or the reply that says what is wrong with the signature (RFC 8945 §5.2). */
  #verify(message: Message, { clock }: DNSQueryOrigin): TSIGSigner | Buffer {
    try {
      return verifyTSIGRequest(message, this.#keys, clock.wallTime());
    } catch (error) {
      if (error instanceof TSIGError) {
        return refuseTSIG(message.reply({ rcode: Rcode.NOTAUTH }).encode(), error, clock.wallTime());
      }
      if (error instanceof DNSDecodeError) return message.reply({ rcode: Rcode.FORMERR }).encode();
      throw error;
    }
  }
}
