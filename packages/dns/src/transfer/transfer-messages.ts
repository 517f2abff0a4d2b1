import type { Message } from "../wire/message.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** Bytes of records, before compression, that one message takes at most unless a single one is larger: pointers reach no further. */
const defaultMessageBytes = 16_384;

/** The messages that `records` fill, one after the other (RFC 5936 §2.2). The question stands in the first alone. */
export function* transferMessages(
  query: Message,
  records: Iterable<ResourceRecord>,
  messageBytes = defaultMessageBytes,
): Generator<Message, void> {
  const meter = new RecordMeter();
  let message = responseTo(query);
  let bytes = 0;
  for (const record of records) {
    const size = meter.measure(record);
    if (bytes + size > messageBytes && bytes > 0) {
      yield message;
      message = responseTo(query);
      message.question = [];
      bytes = 0;
    }
    message.answer.push(record);
    bytes += size;
  }
  yield message;
}

/** The bytes that `records` take without compression, or `Infinity` once they are over `most`. */
export function uncompressedBytes(records: Iterable<ResourceRecord>, most: number): number {
  const meter = new RecordMeter();
  let bytes = 0;
  for (const record of records) {
    bytes += meter.measure(record);
    if (bytes > most) return Infinity;
  }
  return bytes;
}

function responseTo(query: Message): Message {
  const reply = query.reply();
  reply.aa = true;
  return reply;
}

/** Writing a record is the quickest way to its size, and a zone's records keep what they have written. */
class RecordMeter {
  readonly #writer = new RDataWriter();

  measure(record: ResourceRecord): number {
    this.#writer.offset = 0;
    record.write(this.#writer);
    return this.#writer.offset;
  }
}
