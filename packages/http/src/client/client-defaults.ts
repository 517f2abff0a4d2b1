/** What a client does unless told otherwise, with the reasons. Times in milliseconds, sizes in bytes. */

/** From how many waiting bytes of a response on the server is slowed down. */
export const RESPONSE_HIGH_WATER_MARK = 64 * 1024;
/** What is read and dropped, or sent, of a body that nobody wants, so that its connection can be used again. More costs more than a new connection. */
export const DEFAULT_MAX_DROPPED_BODY_BYTES = 128 * 1024;
/** The most that `bytes()`, `text()` and `json()` gather in memory. */
export const DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Name resolution and connecting, TLS handshake included: undici's and Go's TLS step take as long. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
/** From the end of the request to the end of the response's head. */
export const DEFAULT_RESPONSE_HEADERS_TIMEOUT_MS = 30_000;
/** Between two pieces of a response; also how long a server may take nothing of a request's body. */
export const DEFAULT_RESPONSE_GAP_TIMEOUT_MS = 60_000;
/** How long the body of a request waits for `100 Continue` before it is sent all the same (RFC 9110 §10.1.1): curl's second. */
export const DEFAULT_CONTINUE_TIMEOUT_MS = 1000;

/** How long a connection that a server has given no hint about is kept idle: less than the 5 s of node:http, so that we close first. */
export const DEFAULT_POOL_IDLE_TIMEOUT_MS = 4000;
/** The most that is believed of a server's `Keep-Alive: timeout`. */
export const MAX_POOL_IDLE_TIMEOUT_MS = 600_000;
/** By how much we are earlier than the server's hint, so that a request doesn't cross its close. */
export const KEEP_ALIVE_MARGIN_MS = 1000;
/** Connections to one origin. */
export const DEFAULT_MAX_CONNECTIONS_PER_ORIGIN = 64;
/** Connections altogether. */
export const DEFAULT_MAX_CONNECTIONS = 256;
/** Requests that wait for a connection to one origin. */
export const DEFAULT_MAX_WAITING_REQUESTS = 10_000;
