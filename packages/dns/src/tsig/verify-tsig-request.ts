import type { Message } from "../wire/message.js";
import { checkTSIG } from "./check-tsig.js";
import { bytesBeforeSignature, tsigOf } from "./tsig-data.js";
import { variables } from "./tsig-digest.js";
import { TSIGError } from "./tsig-error.js";
import type { TSIGKeyring } from "./tsig-keyring.js";
import { TSIGSigner } from "./tsig-signer.js";

/**
 * Verifies a request's TSIG as of `nowMs`, milliseconds since 1970, and gives what signs its responses; `signer.key` says who
 * asked. Throws a `TSIGError` where it doesn't hold or there is none (code `"TSIG_MISSING"`), and a `DNSDecodeError` where
 * the record isn't well-formed (FORMERR).
 */
export function verifyTSIGRequest(message: Message, keys: TSIGKeyring, nowMs: number): TSIGSigner {
  const record = tsigOf(message);
  if (record === undefined) throw new TSIGError("the message has no signature", "TSIG_MISSING");
  const { data } = record;
  const key = checkTSIG({
    message,
    record,
    key: keys.get(record.keyName),
    parts: (found) => [bytesBeforeSignature(message, data.originalId), ...variables(found, data)],
    nowMs,
  });
  return new TSIGSigner(key, { requestMAC: data.mac });
}
