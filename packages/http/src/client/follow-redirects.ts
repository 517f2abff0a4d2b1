import { reactor, type ReactorTime } from "@twist/core";
import { Headers } from "../wire/headers.js";
import type { ClientResponse } from "./client-response.js";
import { HTTPClientError } from "./http-client-error.js";
import { isReplayable, requestURL } from "./prepared-request.js";
import type { RequestOptions } from "./request-options.js";
import type { Requester } from "./requester.js";
import { TimeBudget } from "./time-budget.js";

/** What `followRedirects` takes. */
export interface RedirectOptions {
  /** How many redirects of one request are followed. One more: `TOO_MANY_REDIRECTS`. @default 10 */
  readonly maxRedirects?: number;
  /** Whether a redirect may lead from https to http, where anybody can read and change what is said. @default false */
  readonly allowDowngrade?: boolean;
  /** Fields, besides the ones that are known to be secret, that must not reach another origin: `X-API-Key`. @default none */
  readonly secretFields?: readonly string[];
  /** The time that `timeoutMs` is counted in. @default reactor */
  readonly clock?: ReactorTime;
}

/** What is for the origin that it was given for, and for no other (RFC 9110 §15.4, CVE-2022-21712). */
const SECRET_FIELDS = ["Authorization", "Cookie", "Proxy-Authorization", "Host", "Origin"];
/** What describes a body that isn't sent any more. */
const CONTENT_FIELDS = [
  "Content-Type",
  "Content-Length",
  "Content-Encoding",
  "Content-Language",
  "Content-Location",
  "Digest",
  "Content-Digest",
];

/**
 * Follows redirects, by RFC 9110 §15.4: 307 and 308 repeat the request as it was; 303 asks with GET, and so do 301 and 302 where the request was a
 * POST, as every browser does. At another origin (scheme, host or port) nobody is told what was for the first one. The bodies of
 * redirects are dropped; `timeoutMs` holds for all of it.
 */
export function followRedirects(requester: Requester, options: RedirectOptions = {}): Requester {
  return { request: (request) => follow(requester, request, options) };
}

async function follow(
  requester: Requester,
  first: RequestOptions,
  { maxRedirects = 10, allowDowngrade = false, secretFields = [], clock = reactor }: RedirectOptions,
): Promise<ClientResponse> {
  const budget = new TimeBudget(first.timeoutMs, clock);
  let request = first;
  for (let followed = 0; ; followed++) {
    const response = await requester.request(budget.limit(request));
    const location = redirectOf(response);
    if (location === undefined) {
      response.redirected ||= followed > 0;
      return response;
    }
    response.body.discard();
    if (followed === maxRedirects) {
      throw new HTTPClientError(`more than ${String(maxRedirects)} redirects`, { code: "TOO_MANY_REDIRECTS" });
    }
    const from = requestURL(request);
    const to = nextURL(location, from);
    if (from.protocol === "https:" && to.protocol === "http:" && !allowDowngrade) {
      throw refused("a redirect leads from https to http");
    }
    request = rewrite(request, response.status, to);
    if (to.origin !== from.origin) request = without(request, [...SECRET_FIELDS, ...secretFields]);
  }
}

/** @returns where `response` redirects to, `undefined` where it doesn't. */
function redirectOf({ status, headers }: ClientResponse): string | undefined {
  const redirects = status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
  return redirects ? headers.get("location") : undefined;
}

function nextURL(location: string, from: URL): URL {
  let to: URL;
  try {
    // Browsers read the bytes of a Location as UTF-8.
    to = requestURL({ url: new URL(Buffer.from(location, "latin1").toString("utf8"), from) });
  } catch (error) {
    throw refused("a redirect leads to no URL that can be requested", error);
  }
  if (to.hash === "") to.hash = from.hash;
  return to;
}

function rewrite(request: RequestOptions, status: number, url: URL): RequestOptions {
  const { target: _target, ...rest } = request;
  const { method = "GET", body } = rest;
  const becomesGet = status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
  if (!becomesGet) {
    if (isReplayable(body)) return { ...rest, url };
    throw new HTTPClientError("a redirect asks for a body that can't be sent again", { code: "BODY_NOT_REPLAYABLE" });
  }
  const { body: _body, contentLength: _contentLength, trailers: _trailers, expectContinue: _expect, ...bare } = rest;
  return without({ ...bare, url, method: "GET" }, CONTENT_FIELDS);
}

function without(request: RequestOptions, names: readonly string[]): RequestOptions {
  if (request.headers === undefined) return request;
  const headers = new Headers(request.headers);
  for (const name of names) headers.delete(name);
  return { ...request, headers };
}

function refused(message: string, cause?: unknown): HTTPClientError {
  return new HTTPClientError(message, { code: "REDIRECT_REFUSED", cause });
}
