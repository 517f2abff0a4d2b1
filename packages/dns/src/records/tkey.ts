import { encodeBase64 } from "../presentation/binary-text.js";
import type { TokenReader } from "../presentation/token-reader.js";
import type { Name } from "../wire/name.js";
import type { RDataReader } from "../wire/rdata-reader.js";
import type { RDataWriter } from "../wire/rdata-writer.js";
import type { RecordType } from "../wire/record-type.js";

/** How two parties agree on a key for TSIG (RFC 2930 §2). */
export interface TKEYData {
  /** The algorithm that the key will be used with: `gss-tsig.` */
  readonly algorithm: Name;
  /** Seconds since 1970. */
  readonly inception: number;
  /** Seconds since 1970. */
  readonly expiration: number;
  /** 1 server assigns, 2 Diffie–Hellman, 3 GSS-API, 4 resolver assigns, 5 key deletion. */
  readonly mode: number;
  /** An extended RCODE. */
  readonly error: number;
  readonly key: Buffer;
  readonly other: Buffer;
}

/**
 * No RFC gives TKEY a presentation form, since no zone has one; this is what BIND prints: each of the two last fields with
 * its length in front.
 */
export const TKEY: RecordType<TKEYData> = {
  code: 249,
  mnemonic: "TKEY",
  read: (reader) => ({
    algorithm: reader.plainName(),
    inception: reader.uint32(),
    expiration: reader.uint32(),
    mode: reader.uint16(),
    error: reader.uint16(),
    key: readField(reader),
    other: readField(reader),
  }),
  write(data, writer) {
    writer.plainName(data.algorithm);
    writer.uint32(data.inception);
    writer.uint32(data.expiration);
    writer.uint16(data.mode);
    writer.uint16(data.error);
    writeField(data.key, writer);
    writeField(data.other, writer);
  },
  parse: (tokens) => ({
    algorithm: tokens.name("algorithm"),
    inception: tokens.uint32("inception"),
    expiration: tokens.uint32("expiration"),
    mode: tokens.uint16("mode"),
    error: tokens.uint16("error"),
    key: parseField(tokens, "key"),
    other: parseField(tokens, "other"),
  }),
  format(data) {
    const { algorithm, inception, expiration, mode, error, key, other } = data;
    return `${algorithm.toString()} ${inception} ${expiration} ${mode} ${error} ${formatField(key)} ${formatField(other)}`;
  },
};

function readField(reader: RDataReader): Buffer {
  return reader.bytes(reader.uint16());
}

function writeField(octets: Uint8Array, writer: RDataWriter): void {
  writer.uint16(octets.length);
  writer.bytes(octets);
}

function parseField(tokens: TokenReader, field: string): Buffer {
  const length = tokens.uint16(`the length of ${field}`);
  const octets = length === 0 ? Buffer.alloc(0) : tokens.base64(field);
  if (octets.length !== length) throw tokens.fail(`${field} hasn't the length that stands before it`);
  return octets;
}

function formatField(octets: Uint8Array): string {
  return octets.length === 0 ? "0" : `${octets.length} ${encodeBase64(octets)}`;
}
