/**
 * Messages that are signed: TSIG with a secret that both ends share (RFC 8945), and SIG(0) with a key pair (RFC 2931).
 * Both work on encoded messages, and on the bytes that a `Message` was decoded from.
 */
export { parseTSIGKeys } from "./parse-tsig-keys.js";
export { refuseTSIG } from "./refuse-tsig.js";
export { type SIG0AlgorithmNumber } from "./sig0-algorithm.js";
export { SIG, type SIGData } from "./sig0-data.js";
export { SIG0Error, type SIG0ErrorCode } from "./sig0-error.js";
export { SIG0Key, type SIG0KeyOptions } from "./sig0-key.js";
export { signSIG0, type SignSIG0Options } from "./sign-sig0.js";
export { signTSIGRequest, type SignedRequest } from "./sign-tsig-request.js";
export { type TSIGAlgorithm, type TSIGAlgorithmName } from "./tsig-algorithm.js";
export { TSIG, type TSIGData } from "./tsig-data.js";
export { type RefusedTSIG, TSIGError, type TSIGErrorCode } from "./tsig-error.js";
export { TSIGKey, type TSIGKeyOptions } from "./tsig-key.js";
export { TSIGKeyring } from "./tsig-keyring.js";
export { TSIGSigner, type TSIGSignerOptions } from "./tsig-signer.js";
export { TSIGVerifier } from "./tsig-verifier.js";
export { sig0SignerOf, verifySIG0, type VerifySIG0Options } from "./verify-sig0.js";
export { verifyTSIGRequest } from "./verify-tsig-request.js";
