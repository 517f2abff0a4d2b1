import { encodeBase64 } from "../../presentation/binary-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";
import type { RDataReader } from "../../wire/rdata-reader.js";
import type { RDataWriter } from "../../wire/rdata-writer.js";
import type { RecordType } from "../../wire/record-type.js";
import { parseAlgorithm } from "./algorithm.js";
import { readRest, writeRest } from "./rest-octets.js";

/** A public key (RFC 4034 §2): what DNSKEY holds, and CDNSKEY with it. */
export interface ZoneKey {
  /** 256 for a zone key, 257 with the SEP bit, 128 more where it is revoked (RFC 5011). */
  readonly flags: number;
  /** Always 3; a key with another must not be used. */
  readonly protocol: number;
  /** IANA's "DNS Security Algorithm Numbers". */
  readonly algorithm: number;
  readonly publicKey: Buffer;
}

/** A type whose RDATA is that of DNSKEY. */
export function zoneKeyType(code: number, mnemonic: string): RecordType<ZoneKey> {
  return { code, mnemonic, read, write, parse, format };
}

function read(reader: RDataReader): ZoneKey {
  return {
    flags: reader.uint16(),
    protocol: reader.uint8(),
    algorithm: reader.uint8(),
    publicKey: readRest(reader, "publicKey"),
  };
}

function write(data: ZoneKey, writer: RDataWriter): void {
  writer.uint16(data.flags);
  writer.uint8(data.protocol);
  writer.uint8(data.algorithm);
  writeRest(data.publicKey, "publicKey", writer);
}

function parse(tokens: TokenReader): ZoneKey {
  return {
    flags: tokens.uint16("flags"),
    protocol: tokens.uint8("protocol"),
    algorithm: parseAlgorithm(tokens),
    publicKey: tokens.restBase64("publicKey"),
  };
}

function format(data: ZoneKey): string {
  return `${data.flags} ${data.protocol} ${data.algorithm} ${encodeBase64(data.publicKey)}`;
}
