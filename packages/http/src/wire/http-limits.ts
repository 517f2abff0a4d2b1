/**
 * How much of anything a peer may send. Every limit is on by default. The reasons stand beside the numbers; where a widely
 * used server sets the precedent, it is named. Machines take an `HTTPLimits`; the timing constants at the end are for the
 * shells, which have a clock.
 */

/** The method and the target together: RFC 9112 §3 recommends at least 8000; Apache, nginx and Go's proxies settle on 8 KiB. */
const DEFAULT_MAX_START_LINE_BYTES = 8 * 1024;
/** The longest registered method has 16 letters (`UPDATEREDIRECTREF` 17); Dovecot allows 32. Longer is 501 (RFC 9112 §3.1). */
const DEFAULT_MAX_METHOD_BYTES = 32;
/** All field lines of a head together, line ends included: node:http's total. */
const DEFAULT_MAX_HEADER_BYTES = 16 * 1024;
/** hyper's and uWebSockets' count. Browsers send about 20. It also keeps look-ups, which are linear, short. */
const DEFAULT_MAX_HEADER_FIELDS = 100;
/** One field line without its line end: room for the largest cookie that browsers keep (4 KiB), twice. */
const DEFAULT_MAX_HEADER_FIELD_BYTES = 8 * 1024;
/** All field lines of a trailer section together. Trailers are rare, and few. */
const DEFAULT_MAX_TRAILER_BYTES = 8 * 1024;
/** How many fields a trailer section may have. */
const DEFAULT_MAX_TRAILER_FIELDS = 32;
/** One chunk-size line, extensions included. Nobody uses extensions, so a line is two to ten bytes in practice. */
const DEFAULT_MAX_CHUNK_LINE_BYTES = 256;
/** Extension bytes of a whole message: node:http's answer to CVE-2024-22019. */
const DEFAULT_MAX_CHUNK_EXTENSION_BYTES = 16 * 1024;
/** Framing bytes may be this many times the content (one-byte chunks cost five bytes of framing for each byte of content)… */
const DEFAULT_MAX_CHUNK_OVERHEAD_RATIO = 4;
/** …plus this, so that an interactive stream of a few thousand tiny chunks still passes. */
const DEFAULT_CHUNK_OVERHEAD_ALLOWANCE_BYTES = 64 * 1024;
/** Streams are unlimited but slowed down by their reader; who gathers a body sets a limit of its own. */
const DEFAULT_MAX_BODY_BYTES = Number.POSITIVE_INFINITY;
/** The limit for whoever gathers a whole body in memory (JSON, text, forms): fastify's default. */
export const DEFAULT_MAX_GATHERED_BODY_BYTES = 1024 * 1024;
/** Requests read but not yet answered on one connection. Browsers don't pipeline; wrk and proxies that do use up to 16. */
const DEFAULT_MAX_PIPELINED_REQUESTS = 16;
/** Requests on one connection before it is closed in good order, so that load balancers can move clients. */
const DEFAULT_MAX_REQUESTS_PER_CONNECTION = 10_000;
/** Content read and dropped after an early answer, to keep the connection: Go's `maxPostHandlerReadBytes`. */
const DEFAULT_MAX_DISCARDED_BODY_BYTES = 256 * 1024;
/** Interim (1xx) answers to one request that a client reads: enough for 100, 102 and 103, not enough to be kept waiting for ever. */
const DEFAULT_MAX_INTERIM_RESPONSES = 16;

/** From the first byte of a head to its last, in milliseconds: nginx takes 60 s, hyper 30 s. */
export const DEFAULT_HEADERS_TIMEOUT_MS = 30_000;
/** From the acceptance of a connection to its first byte. */
export const DEFAULT_FIRST_BYTE_TIMEOUT_MS = 10_000;
/** Between two pieces of a body. */
export const DEFAULT_BODY_GAP_TIMEOUT_MS = 60_000;
/** From the first byte of a request to the last byte of its body; the answer's time isn't counted (nodejs/node#41934). */
export const DEFAULT_REQUEST_TIMEOUT_MS = 300_000;
/** An idle connection between two requests: a little more than the 60 s of the usual load balancers, who should close first. */
export const DEFAULT_KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** How long a peer may take none of the bytes that wait for it. */
export const DEFAULT_WRITE_STALL_TIMEOUT_MS = 120_000;

/** The limits that a machine enforces. See the constants of this file for each default and its reason. */
export interface HTTPLimits {
  /** Bytes of a request line's method and target, or of a whole status line. Over it: 414. @default 8192 */
  readonly maxStartLineBytes: number;
  /** Bytes of a method. Over it: 501. @default 32 */
  readonly maxMethodBytes: number;
  /** Bytes of all field lines of a head. Over it: 431. @default 16384 */
  readonly maxHeaderBytes: number;
  /** Number of fields of a head. Over it: 431. @default 100 */
  readonly maxHeaderFields: number;
  /** Bytes of one field line, without CRLF. Over it: 431. @default 8192 */
  readonly maxHeaderFieldBytes: number;
  /** Bytes of all trailer lines. Over it: 431. @default 8192 */
  readonly maxTrailerBytes: number;
  /** Number of trailer fields. Over it: 431. @default 32 */
  readonly maxTrailerFields: number;
  /** Bytes of one chunk-size line with its extensions, without CRLF. Over it: 400. @default 256 */
  readonly maxChunkLineBytes: number;
  /** Bytes of all chunk extensions of a message. Over it: 400. @default 16384 */
  readonly maxChunkExtensionBytes: number;
  /** Chunk framing bytes for each byte of content. Over it and the allowance: 400. @default 4 */
  readonly maxChunkOverheadRatio: number;
  /** Chunk framing bytes that are always allowed. @default 65536 */
  readonly chunkOverheadAllowanceBytes: number;
  /** Bytes of a body. Over it: 413. @default Infinity */
  readonly maxBodyBytes: number;
  /** Requests dispatched and not yet answered; the machine reads no further while there are as many. @default 16 */
  readonly maxPipelinedRequests: number;
  /** Requests on one connection; the last one is answered with `Connection: close`. @default 10000 */
  readonly maxRequestsPerConnection: number;
  /** Bytes of a body dropped after an early answer; over it the connection is closed. @default 262144 */
  readonly maxDiscardedBodyBytes: number;
  /** Interim responses that a client accepts for one request. @default 16 */
  readonly maxInterimResponses: number;
}

/** The default of every limit. */
export const DEFAULT_HTTP_LIMITS: HTTPLimits = Object.freeze({
  maxStartLineBytes: DEFAULT_MAX_START_LINE_BYTES,
  maxMethodBytes: DEFAULT_MAX_METHOD_BYTES,
  maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES,
  maxHeaderFields: DEFAULT_MAX_HEADER_FIELDS,
  maxHeaderFieldBytes: DEFAULT_MAX_HEADER_FIELD_BYTES,
  maxTrailerBytes: DEFAULT_MAX_TRAILER_BYTES,
  maxTrailerFields: DEFAULT_MAX_TRAILER_FIELDS,
  maxChunkLineBytes: DEFAULT_MAX_CHUNK_LINE_BYTES,
  maxChunkExtensionBytes: DEFAULT_MAX_CHUNK_EXTENSION_BYTES,
  maxChunkOverheadRatio: DEFAULT_MAX_CHUNK_OVERHEAD_RATIO,
  chunkOverheadAllowanceBytes: DEFAULT_CHUNK_OVERHEAD_ALLOWANCE_BYTES,
  maxBodyBytes: DEFAULT_MAX_BODY_BYTES,
  maxPipelinedRequests: DEFAULT_MAX_PIPELINED_REQUESTS,
  maxRequestsPerConnection: DEFAULT_MAX_REQUESTS_PER_CONNECTION,
  maxDiscardedBodyBytes: DEFAULT_MAX_DISCARDED_BODY_BYTES,
  maxInterimResponses: DEFAULT_MAX_INTERIM_RESPONSES,
});

/**
 * The defaults with `changes` over them. Do this once for a whole server or agent, not for each connection.
 * @throws {RangeError} where a limit is negative or not a number.
 */
export function httpLimits(changes: Partial<HTTPLimits> = {}): HTTPLimits {
  for (const [name, value] of Object.entries(changes)) {
    if (!(value >= 0)) throw new RangeError(`${name} must be a number of at least 0`);
  }
  return Object.freeze({ ...DEFAULT_HTTP_LIMITS, ...changes });
}
