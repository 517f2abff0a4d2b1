/**
 * Core's pure part: bytes in, bytes out, and the errors and limits that go with them. No transport, no clock, no I/O.
 * It is all of core that the `wire/` and `machine/` rooms of a protocol package may import.
 */
export { TwistError, isTwistError, type TwistErrorOptions } from "../errors/twist-error.js";
export { asBuffer } from "./as-buffer.js";
export { Framer, type FramerOptions } from "./framer.js";
export { InvalidTokenError } from "./invalid-token-error.js";
export { encodeLengthPrefixed } from "./encode-length-prefixed.js";
export { encodeLine, type EncodeLineOptions } from "./encode-line.js";
export { encodeNetstring } from "./encode-netstring.js";
export { assertNoLineBreaks, type TextEncodingName } from "./injection-guard.js";
export {
  LengthPrefixedFramer,
  type LengthPrefixedFramerOptions,
  type LengthPrefixedSink,
} from "./length-prefixed-framer.js";
export { isIPv4, isIPv6 } from "./ip-address.js";
export { type LengthPrefix } from "./length-prefix.js";
export { LimitExceededError } from "./limit-exceeded-error.js";
export { type Limits, assertLimit, defaultLimits, resolveLimits } from "./limits.js";
export { LineFramer, type LineFramerOptions, type LineSink } from "./line-framer.js";
export { NetstringFramer, type NetstringFramerOptions, type NetstringSink } from "./netstring-framer.js";
export { ProtocolError } from "./protocol-error.js";
export { ReceiveBuffer, type ReceiveBufferOptions } from "./receive-buffer.js";
export { sanitizeForLog } from "./sanitize-for-log.js";
