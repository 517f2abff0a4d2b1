import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import { RecordClass } from "../wire/record-class.js";
import type { RecordType } from "../wire/record-type.js";

/** The TSIG record (RFC 8945 §4.2), which exists only on the wire. */
export interface TSIGData {
  /** The MAC's name. */
  readonly algorithm: Name;
  /** Seconds since 1970, 48 bits. */
  readonly timeSigned: number;
  /** Seconds by which clocks may differ. */
  readonly fudge: number;
  readonly mac: Buffer;
  /** The message's id when it was signed: forwarders change it. */
  readonly originalId: number;
  /** One of `Rcode`: BADKEY, BADSIG, BADTIME, BADTRUNC. */
  readonly error: number;
  /** The server's time where the error is BADTIME, otherwise empty. */
  readonly otherData: Buffer;
}

/** A message's TSIG record and the name of its key. */
export interface TSIGRecord {
  readonly keyName: Name;
  readonly data: TSIGData;
}

export const TSIG: RecordType<TSIGData> = {
  code: QueryType.TSIG,
  mnemonic: "TSIG",
  read(reader) {
    const algorithm = reader.name();
    const timeSigned = reader.uint16() * 0x1_0000_0000 + reader.uint32();
    const fudge = reader.uint16();
    const mac = reader.bytes(reader.uint16());
    const originalId = reader.uint16();
    const error = reader.uint16();
    return { algorithm, timeSigned, fudge, mac, originalId, error, otherData: reader.bytes(reader.uint16()) };
  },
  write(data, writer) {
    writer.plainName(data.algorithm);
    writer.bytes(timers(data));
    writer.uint16(data.mac.length);
    writer.bytes(data.mac);
    writer.uint16(data.originalId);
    writer.uint16(data.error);
    writer.uint16(data.otherData.length);
    writer.bytes(data.otherData);
  },
  parse(tokens) {
    throw tokens.fail("a TSIG record has no presentation form");
  },
  format: (data) =>
    `${data.algorithm.toString()} ${data.timeSigned} ${data.fudge} ${data.mac.toString("base64")} ${data.originalId} ${data.error}`,
};

/** Time and fudge, as they are digested (RFC 8945 §4.3.3). */
export function timers(data: TSIGData): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeUIntBE(data.timeSigned, 0, 6);
  bytes.writeUInt16BE(data.fudge, 6);
  return bytes;
}

/** A message's TSIG record; `undefined` without one. Throws a `DNSDecodeError` where it isn't well-formed. */
export function tsigOf(message: Message): TSIGRecord | undefined {
  const { signature, raw } = message;
  if (signature === undefined || raw === undefined || !signature.is(TSIG)) return undefined;
  // The bytes themselves: `ttl` is 0 for what is over 2^31 - 1, too.
  const ttl = raw.readUInt32BE(signature.ttlOffset);
  if (signature.class !== RecordClass.ANY || ttl !== 0) {
    throw new DNSDecodeError("a TSIG record of another class or TTL", "BAD_SIGNATURE_RECORD", message.signatureOffset);
  }
  return { keyName: signature.name, data: signature.readAs(TSIG) };
}

/** The bytes that a message's signature was made over: without its record, counted out, and with the id it had then. */
export function bytesBeforeSignature(message: Message, originalId: number): Buffer {
  const { raw, signatureOffset } = message;
  if (raw === undefined) throw new TypeError("the message wasn't decoded from bytes");
  const bytes = Buffer.from(raw.subarray(0, signatureOffset));
  bytes.writeUInt16BE(originalId, 0);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) - 1, 10);
  return bytes;
}
