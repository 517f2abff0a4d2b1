import { type Address, type TLSInfo, formatAddress } from "@twist/core";
import { Headers as HTTPHeaders } from "../wire/headers.js";
import type { HTTPRequest } from "./http-request.js";
import type { HTTPResponse } from "./http-response.js";
import { toFetchRequest } from "./incoming-request.js";
import { LightResponse } from "./light-response.js";
import { takePlatformContent } from "./platform-content.js";
import { type RequestHandler, isThenable } from "./request-handler.js";
import { sendStatus } from "./send-status.js";
import { WebStreamProducer } from "./web-stream-producer.js";

/** What a fetch handler is told besides the request. */
export interface FetchInfo {
  /** The client's end of the connection. */
  readonly peer: Address;
  /** Our end of it. */
  readonly host: Address;
  /** Its TLS, where there is any. */
  readonly secure: TLSInfo | undefined;
  /** The request as the engine knows it. */
  readonly request: HTTPRequest;
}

/** A web application written for the Fetch API. Node's own `Request` and `Response`. */
export type FetchHandler = (request: Request, info: FetchInfo) => Response | PromiseLike<Response>;

/** Methods that a `Request` can't have (Fetch §2.2.1). */
const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Fields that are the connection's business and not the application's (RFC 9110 §7.6.1). */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** Answers by a function of the Fetch API. Bodies stream in both directions, with backpressure. */
export function fetchRequestHandler(handler: FetchHandler): RequestHandler {
  return (request, response) => {
    if (FORBIDDEN_METHODS.has(request.method.toUpperCase())) {
      sendStatus(response, 501);
      return undefined;
    }
    const url = urlOf(request);
    if (!URL.canParse(url)) {
      sendStatus(response, 400);
      return undefined;
    }
    const { peer, host, secure } = request;
    const result = handler(toFetchRequest(request, url), { peer, host, secure, request });
    if (isThenable(result)) return result.then((fetched) => answerWith(fetched, response));
    return answerWith(result, response);
  };
}

function urlOf(request: HTTPRequest): string {
  const scheme = request.secure === undefined ? "http" : "https";
  const authority = request.authority === "" ? hostName(request.host) : request.authority;
  const path = request.pathAndQuery;
  return `${scheme}://${authority}${path.startsWith("/") ? path : "/"}`;
}

/** What stands in for the host that an HTTP/1.0 client didn't name. */
function hostName(host: Address): string {
  return host.type === "tcp" ? formatAddress(host) : "localhost";
}

/** @returns a promise where the body has to be waited for. */
function answerWith(fetched: unknown, response: HTTPResponse): PromiseLike<unknown> | undefined {
  if (!(fetched instanceof Response)) throw new TypeError("a fetch handler returns a Response");
  const whole = LightResponse.take(fetched);
  if (whole !== undefined) {
    response.send(whole.status, withoutConnectionFields(whole.fields), whole.content);
    return undefined;
  }
  if (fetched.bodyUsed) throw new TypeError("the body of this Response has been read already");
  const fields = new HTTPHeaders();
  for (const [name, value] of fetched.headers) if (!CONNECTION_FIELDS.has(name)) fields.append(name, value);
  const { body, status } = fetched;
  if (body === null) {
    response.send(status, fields);
    return undefined;
  }
  // Fields that promise a length are held to it: that is done where the stream is read.
  const content = fields.has("content-length") ? undefined : takePlatformContent(fetched);
  if (content !== undefined) {
    response.send(status, fields, content);
    return undefined;
  }
  if (response.request.method === "HEAD" || response.finished) {
    response.sendHead(status, fields);
    response.end();
    return body.cancel();
  }
  return new WebStreamProducer(body, response).start(status, fields);
}

/** `fields` itself where it has none of them, so that what was written of it before can be used again. */
function withoutConnectionFields(fields: HTTPHeaders): HTTPHeaders {
  let clean = fields;
  for (const name of CONNECTION_FIELDS) if (clean.has(name)) clean = clean.without(name);
  return clean;
}
