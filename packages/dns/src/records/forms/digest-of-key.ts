import { encodeHex } from "../../presentation/binary-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import type { RecordType } from "../../wire/record-type.js";
import { parseAlgorithm } from "./algorithm.js";
import { dsDigestLengths, wrongDigestLength } from "./digest-length.js";
import { readRest, writeRest } from "./rest-octets.js";

/** The digest of a DNSKEY (RFC 4034 §5): what DS holds, and CDS with it. */
export interface DigestOfKey {
  readonly keyTag: number;
  /** IANA's "DNS Security Algorithm Numbers". */
  readonly algorithm: number;
  /** 2 is SHA-256, 4 SHA-384. */
  readonly digestType: number;
  readonly digest: Buffer;
}

/** A type whose RDATA is that of DS. */
export function digestOfKeyType(code: number, mnemonic: string): RecordType<DigestOfKey> {
  return { code, mnemonic, read, write, parse, format };
}

function read(reader: RDataReader): DigestOfKey {
  const data = {
    keyTag: reader.uint16(),
    algorithm: reader.uint8(),
    digestType: reader.uint8(),
    digest: readRest(reader, "digest"),
  };
  const problem = wrongDigestLength(dsDigestLengths, data.digestType, data.digest);
  if (problem !== undefined) throw reader.error(problem);
  return data;
}

function write(data: DigestOfKey, writer: RDataWriter): void {
  const problem = wrongDigestLength(dsDigestLengths, data.digestType, data.digest);
  if (problem !== undefined) throw new RangeError(problem);
  writer.uint16(data.keyTag);
  writer.uint8(data.algorithm);
  writer.uint8(data.digestType);
  writeRest(data.digest, "digest", writer);
}

function parse(tokens: TokenReader): DigestOfKey {
  const data = {
    keyTag: tokens.uint16("keyTag"),
    algorithm: parseAlgorithm(tokens),
    digestType: tokens.uint8("digestType"),
    digest: tokens.restHex("digest"),
  };
  const problem = wrongDigestLength(dsDigestLengths, data.digestType, data.digest);
  if (problem !== undefined) throw tokens.fail(problem);
  return data;
}

function format(data: DigestOfKey): string {
  return `${data.keyTag} ${data.algorithm} ${data.digestType} ${encodeHex(data.digest)}`;
}
