import type { Headers } from "../wire/headers.js";
import type { ResponseHead } from "../machine/response-head.js";

/**
 * The body of a request. Strings are sent as UTF-8. What is neither text nor bytes is read as it is sent, with backpressure: an async
 * generator, a Node stream, a Web `ReadableStream`; its length isn't known, so that it is chunked unless `contentLength` is given, and it can be sent
 * only once: no redirect or retry repeats it.
 */
export type RequestContent = string | Uint8Array | AsyncIterable<Uint8Array | string>;

/** Fields, in any of the usual forms. */
export type RequestFields =
  Headers | Iterable<readonly [name: string, value: string]> | Readonly<Record<string, string>>;

/** What takes a request, with nothing but the URL required. */
export interface RequestOptions {
  /** `http:` or `https:`, without user and password: those are for `authenticate`. A fragment isn't sent. */
  readonly url: string | URL;
  /** A token; case-sensitive. @default "GET" */
  readonly method?: string;
  /** Host is added where it is missing. Transfer-Encoding is refused. */
  readonly headers?: RequestFields;
  /** @default none */
  readonly body?: RequestContent | undefined;
  /** The length of a `body` whose length isn't known otherwise. @default it is chunked */
  readonly contentLength?: number;
  /** Called after the last of a chunked body. @default no trailers */
  readonly trailers?: () => Headers;
  /** In the place of the URL's path and query: `*` for OPTIONS, an authority for CONNECT. */
  readonly target?: string;
  /** Send `Expect: 100-continue`, and the body only once the server has said so, or has said nothing for a second. @default false */
  readonly expectContinue?: boolean;
  /** Told of each interim response: 100, 102, 103. */
  readonly onInterim?: (head: ResponseHead) => void;
  /** Gives the request up, or its response's body, whatever it is at. Both then fail with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For everything from this call to the last byte of the response. Over it: `REQUEST_TIMEOUT`. @default none */
  readonly timeoutMs?: number | undefined;
  /** From the last byte of the request to the response's head. Over it: `HEADERS_TIMEOUT`. @default 30000 */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the response, and for a server that takes nothing of the body. Over it: `BODY_TIMEOUT`. @default 60000 */
  readonly bodyGapTimeoutMs?: number;
}
