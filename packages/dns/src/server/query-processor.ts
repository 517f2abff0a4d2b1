import { Rcode } from "../wire/rcode.js";
import { Answering, type AnswerSink } from "./answering.js";
import type { DNSResponder } from "./dns-handler.js";
import { DNSQuery, type DNSQueryOrigin } from "./dns-query.js";
import type { QuerySignatures, SignedQuery } from "./query-signatures.js";
import { readQuery } from "./read-query.js";

/** What a `QueryProcessor` is made of. */
export interface QueryProcessorOptions {
  readonly respond: DNSResponder;
  /** Bytes of a response by UDP. */
  readonly maxUDPResponseBytes: number;
  /** Who knows the keys that queries are signed with. @default nobody: a signed query is NOTAUTH */
  readonly signatures?: QuerySignatures | undefined;
}

/**
 * Between bytes and handlers: reads a query, has it answered, and writes the answer, so that it fits where it goes. What is no query
 * isn't answered, so that two servers can't be made to talk to each other; what is a broken one is FORMERR.
 */
export class QueryProcessor {
  readonly #respond: DNSResponder;
  readonly #maxUDPResponseBytes: number;
  readonly #signatures: QuerySignatures | undefined;

  constructor(options: QueryProcessorOptions) {
    this.#respond = options.respond;
    this.#maxUDPResponseBytes = options.maxUDPResponseBytes;
    this.#signatures = options.signatures;
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
    let signed: SignedQuery | undefined;
    if (message.signature !== undefined) {
      const verified = this.#signatures?.verify(message, origin);
      if (verified === undefined || Buffer.isBuffer(verified)) {
        answering.finishEncoded(verified ?? message.reply({ rcode: Rcode.NOTAUTH }).encode());
        return;
      }
      signed = verified;
    }
    const [question] = message.question;
    if (question === undefined) answering.finish(message.reply({ rcode: Rcode.FORMERR }));
    else answering.run(this.#respond, new DNSQuery(message, question, origin, signed?.keyName), signed);
  }
}
