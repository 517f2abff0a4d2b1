import { type Address, formatAddress } from "@twist/core";
import { typeMnemonic } from "../../records/type-codes.js";
import type { Message } from "../../wire/message.js";
import { Opcode, opcodeText } from "../../wire/opcode.js";
import { rcodeText } from "../../wire/rcode.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSTransport } from "../dns-query.js";
import { thenAnswer } from "../then-answer.js";

/** One answered query. */
export interface QueryLogEntry {
  readonly peer: Address;
  readonly transport: DNSTransport;
  readonly query: Message;
  readonly reply: Message;
  /** From the query's coming until its answer was made. */
  readonly durationMs: number;
}

/** Tells `log` of each query that is answered with one message. */
export function queryLog(log: (entry: QueryLogEntry) => void): DNSHandler {
  return (query, next) => {
    const { clock, peer, transport, message } = query;
    const start = clock.now();
    return thenAnswer(next(query), (reply) => {
      log({ peer, transport, query: message, reply, durationMs: clock.now() - start });
      return reply;
    });
  };
}

/** An entry as one line: `192.0.2.1:5353 udp www.example. A NOERROR 2 answers 0.3 ms`. */
export function formatQueryLog({ peer, transport, query, reply, durationMs }: QueryLogEntry): string {
  const [question] = query.question;
  // The presentation form of a name is printable, whatever octets are in it.
  const asked = question === undefined ? "-" : `${question.name.toString()} ${typeMnemonic(question.type)}`;
  const opcode = query.opcode === Opcode.QUERY ? "" : `${opcodeText(query.opcode)} `;
  const answers = `${String(reply.answer.length)} ${reply.answer.length === 1 ? "answer" : "answers"}`;
  return `${formatAddress(peer)} ${transport} ${opcode}${asked} ${rcodeText(reply.rcode)} ${answers} ${durationMs.toFixed(1)} ms`;
}
