/** HTTP's bytes and values: incremental parsers and serializers. Pure, synchronous; no transport, no clock. */
export { negotiateEncoding, parseQValue } from "./accept-encoding.js";
export { type Authority, isAuthority, parseAuthority } from "./authority.js";
export { type BodyFraming, CHUNKED, UNTIL_CLOSE, hasNoContent } from "./body-framing.js";
export { type ByteRange, DEFAULT_MAX_RANGES, parseByteRanges } from "./byte-range.js";
export { ContentLengthError } from "./content-length-error.js";
export {
  type EntityTag,
  formatEntityTag,
  parseEntityTag,
  parseEntityTags,
  strongMatch,
  weakMatch,
} from "./entity-tag.js";
export { HeaderFieldError } from "./header-field-error.js";
export { Headers } from "./headers.js";
export { formatHTTPDate, parseHTTPDate } from "./http-date.js";
export { HTTPError, type HTTPErrorCode, type HTTPErrorOptions } from "./http-error.js";
export * from "./http-limits.js";
export { parseList } from "./list.js";
export { type Parameterized, parseParameterized, quoteIfNeeded } from "./parameters.js";
export { reasonPhrase } from "./reason-phrase.js";
export { type TargetForm } from "./request-target.js";
export { isForbiddenTrailer } from "./trailer-fields.js";
export { type ByteTarget, WriteList } from "./write-list.js";
