import { NameServerID } from "../../wire/edns/name-server-id.js";
import type { DNSHandler } from "../dns-handler.js";
import { thenAnswer } from "../then-answer.js";

/** Tells a client that asks (NSID, RFC 5001) which of several servers it has reached. */
export function nameServerID(id: string): DNSHandler {
  const bytes = Buffer.from(id);
  return (query, next) => {
    if (query.message.edns?.has(NameServerID) !== true) return next(query);
    return thenAnswer(next(query), (answer) => {
      answer.edns?.set(NameServerID, bytes);
      return answer;
    });
  };
}
