import { Name } from "../wire/name.js";
import { appendSignature } from "./append-signature.js";
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
  return appendSignature(message, Name.root, SIG, { ...unsigned, signature: signWith(key.algorithm, key.key, data) });
}
