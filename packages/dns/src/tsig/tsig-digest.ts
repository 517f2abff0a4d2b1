import { RecordClass } from "../wire/record-class.js";
import { type TSIGData, timers } from "./tsig-data.js";
import type { TSIGKey } from "./tsig-key.js";

/** What a MAC is taken over (RFC 8945 §4.3). */

/** A MAC with its length in front: the request's for a response, the message's before in a stream. */
export function priorMAC(mac: Uint8Array | undefined): Uint8Array[] {
  if (mac === undefined) return [];
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(mac.length);
  return [length, mac];
}

/** The TSIG variables, in canonical form (RFC 8945 §4.3.3). */
export function variables(key: TSIGKey, data: TSIGData): Uint8Array[] {
  const classAndTTL = Buffer.alloc(6);
  classAndTTL.writeUInt16BE(RecordClass.ANY, 0);
  const errorAndOther = Buffer.allocUnsafe(4);
  errorAndOther.writeUInt16BE(data.error, 0);
  errorAndOther.writeUInt16BE(data.otherData.length, 2);
  return [
    key.name.toCanonicalWire(),
    classAndTTL,
    data.algorithm.toCanonicalWire(),
    timers(data),
    errorAndOther,
    data.otherData,
  ];
}
