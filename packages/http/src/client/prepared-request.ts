import { HeaderFieldError } from "../wire/header-field-error.js";
import { Headers } from "../wire/headers.js";
import { isToken } from "../wire/octets.js";
import type { RequestContent, RequestOptions } from "./request-options.js";

/** Methods that may be sent again when nobody knows whether the server has seen them (RFC 9110 §9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** Heads of requests that have no fields of their own: the same for every such request to one host. */
const hostOnly = { host: "", headers: new Headers() };

/** The fields that were completed last with a Host: decorators give the same ones with request after request. */
let lastOwn = { own: new Headers(), text: "", host: "", complete: new Headers() };

/** The URL that was parsed last, which nobody else has hold of: the same is often asked for again. */
let lastURL = { text: "http://localhost/", url: new URL("http://localhost/") };

/** Whether a request of `method` may be repeated without harm. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

/** Whether `content` can be sent more than once. */
export function isReplayable(content: RequestContent | undefined): boolean {
  return content === undefined || typeof content === "string" || content instanceof Uint8Array;
}

/** The URL of `options`. @throws {TypeError} where it isn't an http or https URL, or has a user or password. */
export function requestURL({ url }: RequestOptions): URL {
  const parsed = typeof url === "string" ? parseURL(url) : url;
  const { protocol } = parsed;
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("only http and https URLs can be requested");
  if (parsed.username !== "" || parsed.password !== "") {
    throw new TypeError("a URL with a user or password isn't requested: use authenticate()");
  }
  return parsed;
}

function parseURL(text: string): URL {
  if (text !== lastURL.text) lastURL = { text, url: new URL(text) };
  return lastURL.url;
}

/** A request as it goes on the wire: checked, with its Host. */
export class PreparedRequest {
  readonly options: RequestOptions;
  readonly url: URL;
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  /** Bytes are ready to be sent; anything else is still to be read. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array | string> | undefined;
  readonly contentLength: number | "chunked" | undefined;

  /** @throws {TypeError} for a URL or body that can't be requested. @throws {HeaderFieldError} for a method or field that can't be sent. */
  constructor(options: RequestOptions, url = requestURL(options), target = options.target) {
    const { method = "GET", body } = options;
    if (!isToken(method)) throw new HeaderFieldError("a method must be a token");
    this.options = options;
    this.url = url;
    this.method = method;
    this.target = target ?? url.pathname + url.search;
    // RFC 9110 §9.3.6: CONNECT names in Host what it names in its target.
    this.headers = prepareHeaders(options, method === "CONNECT" ? this.target : url.host);
    if (body === undefined || typeof body === "string" || body instanceof Uint8Array) {
      this.content = typeof body === "string" ? Buffer.from(body) : body;
      this.contentLength = options.contentLength ?? this.content?.length;
    } else {
      if (!(Symbol.asyncIterator in body)) throw new TypeError("a body is text, bytes or an async iterable of bytes");
      this.content = body;
      this.contentLength = options.contentLength ?? (this.headers.has("content-length") ? undefined : "chunked");
    }
  }

  /** Whether it may be sent again where the connection broke without an answer. */
  get repeatable(): boolean {
    return IDEMPOTENT.has(this.method) && (this.content === undefined || this.content instanceof Uint8Array);
  }
}

function prepareHeaders({ headers, expectContinue = false }: RequestOptions, host: string): Headers {
  if (headers === undefined && !expectContinue) {
    if (hostOnly.host !== host) {
      hostOnly.headers = new Headers([["Host", host]]);
      hostOnly.host = host;
    }
    return hostOnly.headers;
  }
  const own = headers === undefined ? new Headers() : headers instanceof Headers ? headers : new Headers(headers);
  if (!expectContinue) return withHost(own, host);
  const complete = new Headers(withHost(own, host));
  if (!complete.has("expect")) complete.append("Expect", "100-continue");
  return complete;
}

/** @returns the fields with Host, never to be changed. */
function withHost(own: Headers, host: string): Headers {
  const text = own.toText();
  if (own !== lastOwn.own || text !== lastOwn.text || host !== lastOwn.host) {
    const complete = own.has("host") ? new Headers(own) : new Headers([["Host", host], ...own]);
    lastOwn = { own, text, host, complete };
  }
  return lastOwn.complete;
}
