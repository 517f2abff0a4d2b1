import { DNSDecodeError } from "../wire/dns-decode-error.js";
import { EDNS } from "../wire/edns/edns.js";
import { HEADER_BYTES, HeaderFlag, KEPT_IN_REPLY } from "../wire/header-flag.js";
import { Message } from "../wire/message.js";
import { Opcode } from "../wire/opcode.js";
import { Rcode } from "../wire/rcode.js";

/** The kinds of messages that are known to have a question, or a zone in its place. */
const withQuestion: ReadonlySet<number> = new Set([Opcode.QUERY, Opcode.NOTIFY, Opcode.UPDATE]);

/**
 * The query that `bytes` are. For one that can't be used it gives the response that says so (its QR is set): FORMERR for what is no
 * message or has not exactly one question (RFC 9619), NOTIMP for a kind of message that needs none (DSO, RFC 8490 §5.1.1), BADVERS for a
 * version of EDNS that isn't known (RFC 6891 §6.1.3).
 *
 * @returns undefined for what must not be answered: a response, or less than a header.
 */
export function readQuery(bytes: Buffer): Message | undefined {
  if (bytes.length < HEADER_BYTES || ((bytes[2] ?? 0) & 0x80) !== 0) return undefined;
  let message: Message;
  try {
    message = Message.decode(bytes);
  } catch (error) {
    if (!(error instanceof DNSDecodeError)) throw error;
    return new Message({
      id: bytes.readUInt16BE(0),
      flags: HeaderFlag.QR | (bytes.readUInt16BE(2) & KEPT_IN_REPLY),
      rcode: Rcode.FORMERR,
    });
  }
  if (message.edns !== undefined && message.edns.version !== 0) {
    return message.reply({ rcode: Rcode.BADVERS, edns: new EDNS() });
  }
  if (message.question.length === 1) return message;
  return message.reply({ rcode: withQuestion.has(message.opcode) ? Rcode.FORMERR : Rcode.NOTIMP });
}
