import type { TSIGKey } from "./tsig-key.js";
import { TSIGSigner } from "./tsig-signer.js";
import { TSIGVerifier } from "./tsig-verifier.js";

/** A signed request, and what verifies its response. */
export interface SignedRequest {
  readonly bytes: Buffer;
  readonly verifier: TSIGVerifier;
}

/** Signs an encoded request as of `nowMs`, milliseconds since 1970 (RFC 8945 §5.1). */
export function signTSIGRequest(request: Uint8Array, key: TSIGKey, nowMs: number): SignedRequest {
  const signer = new TSIGSigner(key);
  const bytes = signer.sign(request, nowMs);
  return { bytes, verifier: new TSIGVerifier(key, signer.mac ?? Buffer.alloc(0)) };
}
