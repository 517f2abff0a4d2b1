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
export {
  DEFAULT_BODY_GAP_TIMEOUT_MS,
  DEFAULT_CHUNK_OVERHEAD_ALLOWANCE_BYTES,
  DEFAULT_FIRST_BYTE_TIMEOUT_MS,
  DEFAULT_HEADERS_TIMEOUT_MS,
  DEFAULT_HTTP_LIMITS,
  DEFAULT_KEEP_ALIVE_TIMEOUT_MS,
  DEFAULT_MAX_BODY_BYTES,
  DEFAULT_MAX_CHUNK_EXTENSION_BYTES,
  DEFAULT_MAX_CHUNK_LINE_BYTES,
  DEFAULT_MAX_CHUNK_OVERHEAD_RATIO,
  DEFAULT_MAX_DISCARDED_BODY_BYTES,
  DEFAULT_MAX_GATHERED_BODY_BYTES,
  DEFAULT_MAX_HEADER_BYTES,
  DEFAULT_MAX_HEADER_FIELDS,
  DEFAULT_MAX_HEADER_FIELD_BYTES,
  DEFAULT_MAX_INTERIM_RESPONSES,
  DEFAULT_MAX_METHOD_BYTES,
  DEFAULT_MAX_PIPELINED_REQUESTS,
  DEFAULT_MAX_REQUESTS_PER_CONNECTION,
  DEFAULT_MAX_START_LINE_BYTES,
  DEFAULT_MAX_TRAILER_BYTES,
  DEFAULT_MAX_TRAILER_FIELDS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  DEFAULT_WRITE_STALL_TIMEOUT_MS,
  httpLimits,
  type HTTPLimits,
} from "./http-limits.js";
export { parseList } from "./list.js";
export { type Parameterized, parseParameterized, quoteIfNeeded } from "./parameters.js";
export { reasonPhrase } from "./reason-phrase.js";
export { type TargetForm } from "./request-target.js";
export { isForbiddenTrailer } from "./trailer-fields.js";
export { type ByteTarget, WriteList } from "./write-list.js";
