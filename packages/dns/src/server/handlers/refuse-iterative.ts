import { ExtendedError, ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import { Rcode } from "../../wire/rcode.js";

/** We have nothing of our own to give to who doesn't want us to ask others (RFC 8914 §4.21: Not Authoritative). */
export function refuseIterative(message: Message): Message {
  const reply = message.reply({ rcode: Rcode.REFUSED });
  reply.edns?.add(ExtendedError, {
    infoCode: ExtendedErrorCode.NOT_AUTHORITATIVE,
    extraText: "recursion isn't desired",
  });
  return reply;
}
