import { asBuffer } from "@twist/core/wire";
import { Rcode } from "../wire/rcode.js";
import { appendSignature } from "./append-signature.js";
import { TSIG, type TSIGData } from "./tsig-data.js";
import { priorMAC, variables } from "./tsig-digest.js";
import type { TSIGError } from "./tsig-error.js";

/**
 * The response to a request whose TSIG was refused (RFC 8945 §5.2): `response` is the encoded reply, its RCODE NOTAUTH. BADKEY and
 * BADSIG go without a MAC, BADTIME and BADTRUNC are signed; BADTIME says our time. Without a TSIG in the request nothing is added.
 */
export function refuseTSIG(response: Uint8Array, error: TSIGError, nowMs: number): Buffer {
  const bytes = asBuffer(response);
  const { refused, tsigError } = error;
  if (refused === undefined) return bytes;
  const { keyName, algorithm, timeSigned, fudge, verified } = refused;
  const isTime = tsigError === Rcode.BADTIME;
  const data: TSIGData = {
    algorithm,
    // §5.2.3: with BADTIME the client's own time comes back, so that it accepts the signature; ours is beside it.
    timeSigned: isTime ? timeSigned : Math.floor(nowMs / 1000),
    fudge,
    mac: Buffer.alloc(0),
    originalId: bytes.readUInt16BE(0),
    error: tsigError,
    otherData: isTime ? timeBytes(nowMs) : Buffer.alloc(0),
  };
  if (verified === undefined) return appendSignature(bytes, keyName, TSIG, data);
  const { key, mac } = verified;
  const signature = key.mac([...priorMAC(mac), bytes, ...variables(key, data)]).subarray(0, key.macBytes);
  return appendSignature(bytes, keyName, TSIG, { ...data, mac: signature });
}

function timeBytes(nowMs: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(Math.floor(nowMs / 1000), 0, 6);
  return bytes;
}
