import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";

/** A reply to `query` with the RCODE of another's response; one over 15 has no place without EDNS. */
export function startReply(query: Message, rcode: number): Message {
  const reply = query.reply({ rcode });
  if (rcode > 0x0f && reply.edns === undefined) reply.rcode = Rcode.SERVFAIL;
  return reply;
}
