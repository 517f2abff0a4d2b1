import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import type { TSIGRecord } from "./tsig-data.js";
import { TSIGError, type TSIGErrorCode } from "./tsig-error.js";
import { shortestMAC, type TSIGKey } from "./tsig-key.js";

/** A signature that is to be checked. */
export interface TSIGCheck {
  readonly message: Message;
  readonly record: TSIGRecord;
  /** The key of that name, if there is one. */
  readonly key: TSIGKey | undefined;
  /** What the MAC is over. */
  readonly parts: (key: TSIGKey) => Iterable<Uint8Array>;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * Checks key, MAC, time and truncation, in this order (RFC 8945 §5.2). Gives the key; throws a `TSIGError`, or a `DNSDecodeError`
 * for a MAC of a length that nobody may use.
 */
export function checkTSIG(check: TSIGCheck): TSIGKey {
  const { message, record, key, nowMs } = check;
  const { keyName, data } = record;
  if (key?.algorithm.name.equals(data.algorithm) !== true) throw refuse(record, "TSIG_BADKEY");
  const { macBytes } = key.algorithm;
  if (data.mac.length > macBytes || data.mac.length < shortestMAC(key.algorithm)) {
    // An error that couldn't be signed has no MAC at all (§5.3.2): it can't be believed, but it says why.
    if (data.mac.length === 0 && data.error !== Rcode.NOERROR) throw refuse(record, codeOf(data.error));
    throw new DNSDecodeError("a MAC of a forbidden length", "BAD_SIGNATURE_RECORD", message.signatureOffset);
  }
  if (!key.verify(check.parts(key), data.mac)) throw refuse(record, "TSIG_BADSIG");
  const verified = { key, mac: data.mac };
  const skewSeconds = Math.abs(Math.floor(nowMs / 1000) - data.timeSigned);
  if (skewSeconds > data.fudge) throw refuse(record, "TSIG_BADTIME", verified);
  if (data.mac.length < key.macBytes) throw refuse(record, "TSIG_BADTRUNC", verified);
  if (data.error !== Rcode.NOERROR) throw refuse({ keyName, data }, codeOf(data.error), verified);
  return key;
}

const texts: Readonly<Record<TSIGErrorCode, string>> = {
  TSIG_BADKEY: "the key of the signature isn't known",
  TSIG_BADSIG: "the signature doesn't verify",
  TSIG_BADTIME: "the time of the signature is too far from ours",
  TSIG_BADTRUNC: "the signature is cut too short",
  TSIG_MISSING: "the message has no signature",
};

const codes = new Map<number, TSIGErrorCode>([
  [Rcode.BADKEY, "TSIG_BADKEY"],
  [Rcode.BADTIME, "TSIG_BADTIME"],
  [Rcode.BADTRUNC, "TSIG_BADTRUNC"],
]);

function codeOf(tsigError: number): TSIGErrorCode {
  return codes.get(tsigError) ?? "TSIG_BADSIG";
}

function refuse(
  { keyName, data }: TSIGRecord,
  code: TSIGErrorCode,
  verified?: { readonly key: TSIGKey; readonly mac: Buffer },
): TSIGError {
  const { algorithm, timeSigned, fudge } = data;
  return new TSIGError(texts[code], code, {
    keyName,
    algorithm,
    timeSigned,
    fudge,
    ...(verified === undefined ? {} : { verified }),
  });
}
