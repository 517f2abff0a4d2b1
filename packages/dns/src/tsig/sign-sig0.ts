import { RecordClass } from "../wire/record-class.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import { signWith } from "./sig0-algorithm.js";
import { SIG, type SIGData, unsignedRData } from "./sig0-data.js";
import type { SIG0Key } from "./sig0-key.js";

/** Five minutes on each side, for clocks that differ. */
const DEFAULT_VALIDITY_MS = 300_000;

/** How `signSIG0` signs. */
export interface SignSIG0Options {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** How long before and after `nowMs` it is valid. @default 300_000 */
  readonly validityMs?: number;
  /** For a response: the whole request as it came, its signature included (RFC 2931 §3.1). */
  readonly request?: Uint8Array | undefined;
}

/** An encoded message with its SIG(0) (RFC 2931). Throws a `RangeError` when that is over 65,535 bytes. */
export function signSIG0(message: Uint8Array, key: SIG0Key, options: SignSIG0Options): Buffer {
  const { nowMs, validityMs = DEFAULT_VALIDITY_MS, request } = options;
  const unsigned: SIGData = {
    typeCovered: 0,
    algorithm: key.algorithm,
    labels: 0,
    originalTTL: 0,
    expiration: Math.floor((nowMs + validityMs) / 1000) >>> 0,
    inception: Math.floor((nowMs - validityMs) / 1000) >>> 0,
    keyTag: key.keyTag,
    signerName: key.name,
    signature: Buffer.alloc(0),
  };
  const data = Buffer.concat([unsignedRData(unsigned), ...(request === undefined ? [] : [request]), message]);
  return append(message, { ...unsigned, signature: signWith(key.algorithm, key.key, data) });
}

function append(message: Uint8Array, data: SIGData): Buffer {
  const writer = new RDataWriter();
  writer.uint8(0);
  writer.uint16(SIG.code);
  writer.uint16(RecordClass.ANY);
  writer.uint32(0);
  const at = writer.reserve(2);
  SIG.write(data, writer);
  writer.patchUint16(at, writer.offset - at - 2);
  const { written } = writer;
  if (message.length + written.length > 0xffff) throw new RangeError("no room for the SIG record: use reserveBytes");
  const signed = Buffer.concat([message, written]);
  signed.writeUInt16BE(signed.readUInt16BE(10) + 1, 10);
  return signed;
}
