import type { Message } from "../wire/message.js";
import { verifyWith } from "./sig0-algorithm.js";
import { SIG, type SIGData, unsignedRData } from "./sig0-data.js";
import { SIG0Error } from "./sig0-error.js";
import type { SIG0Key } from "./sig0-key.js";
import { bytesBeforeSignature } from "./tsig-data.js";

/** How `verifySIG0` verifies. */
export interface VerifySIG0Options {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** For a response: the whole request as it was sent, its signature included. */
  readonly request?: Uint8Array | undefined;
}

/** Verifies a message's SIG(0) with one key (RFC 2931). Throws a `SIG0Error` where it doesn't hold or there is none. */
export function verifySIG0(message: Message, key: SIG0Key, options: VerifySIG0Options): void {
  const { signature: record } = message;
  if (record?.is(SIG) !== true) throw new SIG0Error("the message has no signature", "SIG0_MISSING");
  const data = record.readAs(SIG);
  assertSignedBy(data, key);
  assertInTime(data, options.nowMs);
  const { request } = options;
  const signed = Buffer.concat([
    unsignedRData(data),
    ...(request === undefined ? [] : [request]),
    bytesBeforeSignature(message, message.id),
  ]);
  if (!verifyWith(key.algorithm, key.key, { data: signed, signature: data.signature })) {
    throw new SIG0Error("the signature doesn't verify", "SIG0_BADSIG");
  }
}

/** Who says to have signed a message, so that its key can be looked for; `undefined` without a SIG(0). */
export function sig0SignerOf(message: Message): Pick<SIGData, "signerName" | "keyTag" | "algorithm"> | undefined {
  const { signature: record } = message;
  return record?.is(SIG) === true ? record.readAs(SIG) : undefined;
}

function assertSignedBy(data: SIGData, key: SIG0Key): void {
  const sameKey = data.keyTag === key.keyTag && data.algorithm === key.algorithm;
  if (!sameKey || !data.signerName.equals(key.name)) throw new SIG0Error("another key has signed", "SIG0_BADKEY");
}

/** Both times are serial numbers (RFC 2535 §4.1.5, RFC 1982). */
function assertInTime(data: SIGData, nowMs: number): void {
  const now = Math.floor(nowMs / 1000);
  const early = (now - data.inception) | 0;
  const late = (data.expiration - now) | 0;
  if (early < 0 || late < 0) throw new SIG0Error("the signature isn't valid at this time", "SIG0_BADTIME");
}
