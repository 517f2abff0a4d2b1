import { HeaderFieldError } from "../../wire/header-field-error.js";
import { Headers as WireHeaders } from "../../wire/headers.js";
import type { RequestContent, RequestOptions } from "../request-options.js";

/** What is to be fetched, in the terms of a `Requester`. */
export interface FetchRequest {
  readonly options: RequestOptions & { readonly method: string };
  readonly redirect: "follow" | "manual" | "error";
}

type Init = NonNullable<ConstructorParameters<typeof Request>[1]>;
type Body = Init["body"];

/** These, and only these, are written in capitals whatever the caller writes (Fetch §2.2.1). */
const NORMALIZED: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);
const FORBIDDEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Goes with each request that doesn't say otherwise. */
const DEFAULT_FIELDS: readonly (readonly [name: string, value: string])[] = [
  ["Accept", "*/*"],
  ["User-Agent", "twist"],
];

/** @throws {TypeError} for everything that `fetch` rejects with one. */
export function fetchRequest(input: string | URL | Request, init: Init = {}): FetchRequest {
  if (typeof input === "string" || input instanceof URL) return fromInit(input, init);
  // Whatever stands in the Request, init goes before it: the constructor knows how.
  return fromInit(input.url, requestAsInit(new Request(input, init)));
}

function requestAsInit(request: Request): Init {
  const { method, headers, signal, redirect, body, integrity } = request;
  return { method, headers, signal, redirect, body, integrity };
}

function fromInit(input: string | URL, init: Init): FetchRequest {
  const method = checkedMethod(init.method ?? "GET");
  if (init.integrity !== undefined && init.integrity !== "") throw new TypeError("integrity isn't checked here");
  const headers = wireHeaders(init.headers);
  const content = contentOf(init.body);
  if (content.body !== undefined && (method === "GET" || method === "HEAD")) {
    throw new TypeError(`a request of ${method} has no body`);
  }
  if (content.type !== undefined && !headers.has("content-type")) headers.append("Content-Type", content.type);
  return {
    redirect: init.redirect ?? "follow",
    options: {
      url: input,
      method,
      headers,
      body: content.body,
      signal: init.signal ?? undefined,
      ...(content.length === undefined ? {} : { contentLength: content.length }),
    },
  };
}

function checkedMethod(method: string): string {
  const capitals = method.toUpperCase();
  if (FORBIDDEN.has(capitals)) throw new TypeError(`${capitals} can't be fetched`);
  return NORMALIZED.has(capitals) ? capitals : method;
}

function wireHeaders(given: Init["headers"]): WireHeaders {
  try {
    const headers = given === undefined ? new WireHeaders() : new WireHeaders(fieldsOf(given));
    for (const [name, value] of DEFAULT_FIELDS) if (!headers.has(name)) headers.append(name, value);
    return headers;
  } catch (error) {
    if (error instanceof HeaderFieldError) throw new TypeError(error.message, { cause: error });
    throw error;
  }
}

function fieldsOf(given: NonNullable<Init["headers"]>): Iterable<[string, string]> {
  // Values of any type become text, as the Fetch standard has it.
  const pairs = Symbol.iterator in given ? [...(given as Iterable<[string, string]>)] : Object.entries(given);
  return pairs.map(([name, value]) => [name, String(value)]);
}

/** A body with the type and length that it brings along. */
interface Content {
  readonly body: RequestContent | undefined;
  readonly type?: string | undefined;
  readonly length?: number;
}

function contentOf(body: Body): Content {
  if (body === null || body === undefined) return { body: undefined };
  if (typeof body === "string") return { body, type: "text/plain;charset=UTF-8" };
  if (body instanceof Uint8Array) return { body };
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), type: "application/x-www-form-urlencoded;charset=UTF-8" };
  }
  if (ArrayBuffer.isView(body)) return { body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength) };
  if (body instanceof ArrayBuffer) return { body: new Uint8Array(body) };
  if (Symbol.asyncIterator in body) return { body };
  // Forms and blobs: Node knows how they are written.
  const carrier = new Response(body);
  const type = carrier.headers.get("content-type") ?? undefined;
  const stream = carrier.body as AsyncIterable<Uint8Array> | null;
  if (stream === null) return { body: undefined, type };
  return body instanceof Blob ? { body: stream, type, length: body.size } : { body: stream, type };
}
