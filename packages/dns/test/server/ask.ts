import { type IPAddress, ipAddress, type ReactorTime } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { typeCode } from "../../src/records/type-codes.js";
import { type DNSAnswer, type DNSHandler, chainHandlers, isMessage } from "../../src/server/dns-handler.js";
import { DNSQuery, type DNSTransport } from "../../src/server/dns-query.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";

/** Who asks, and how. */
export interface Asking {
  readonly name?: string;
  readonly type?: string;
  readonly transport?: DNSTransport;
  readonly peer?: IPAddress;
  readonly clock?: ReactorTime;
  readonly edns?: EDNS | undefined;
}

/** A query as a server hands it to its handlers: for `www.example.` A by UDP with EDNS, where nothing else is said. */
export function queryFor(asking: Asking = {}): DNSQuery {
  const { name = "www.example.", type = "A", transport = "udp", clock = new Clock() } = asking;
  const { peer = ipAddress("udp", "192.0.2.1", 5300), edns = new EDNS() } = asking;
  const message = Message.query(
    name,
    typeCode(type) ?? 0,
    "edns" in asking && asking.edns === undefined ? {} : { edns },
  );
  const [question] = message.question;
  if (question === undefined) throw new Error("a query has a question");
  return new DNSQuery(message, question, { transport, peer, clock });
}

/** What `handlers` answer, which do so at once; `undefined` for a query that is dropped. */
export function answerOf(handlers: readonly DNSHandler[], query: DNSQuery): Message | undefined {
  const answer = chainHandlers(handlers)(query);
  if (answer === undefined) return undefined;
  if ("then" in answer || !isMessage(answer)) throw new Error("it isn't answered at once by one message");
  return answer;
}

/** The same of a query that isn't dropped. */
export function replyOf(handlers: readonly DNSHandler[], query: DNSQuery): Message {
  const reply = answerOf(handlers, query);
  if (reply === undefined) throw new Error("not answered");
  return reply;
}

/** A handler that answers everything with NOERROR. */
export const answers: DNSHandler = ({ message }): DNSAnswer => message.reply();
