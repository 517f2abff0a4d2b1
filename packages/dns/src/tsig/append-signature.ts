import type { Name } from "../wire/name.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import { RecordClass } from "../wire/record-class.js";
import type { RecordType } from "../wire/record-type.js";

/**
 * An encoded message with a signature as its last record, which has class ANY and TTL 0 (RFC 8945 §4.2, RFC 2931 §3). Throws a
 * `RangeError` when that is over 65,535 bytes.
 */
export function appendSignature<Data extends object>(
  message: Uint8Array,
  owner: Name,
  type: RecordType<Data>,
  data: Data,
): Buffer {
  const writer = new RDataWriter();
  writer.plainName(owner);
  writer.uint16(type.code);
  writer.uint16(RecordClass.ANY);
  writer.uint32(0);
  const at = writer.reserve(2);
  type.write(data, writer);
  writer.patchUint16(at, writer.offset - at - 2);
  const { written } = writer;
  if (message.length + written.length > 0xffff) {
    throw new RangeError(`no room for the ${type.mnemonic} record: use reserveBytes`);
  }
  const signed = Buffer.concat([message, written]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return signed;
}
