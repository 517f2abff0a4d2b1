import { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";
import type { ClientResponse } from "./client-response.js";
import { type ContentCoding, ContentDecoder } from "./content-decoder.js";
import { HTTPClientError } from "./http-client-error.js";
import type { RequestOptions } from "./request-options.js";
import type { Requester } from "./requester.js";

/** What `decodeContent` takes. */
export interface DecodeOptions {
  /** How many codings, one inside the other, are undone. More: `TOO_MANY_CODINGS`. @default 5 */
  readonly maxCodings?: number;
  /** How many bytes a body may become, after each coding. More: `DECODED_TOO_LARGE`. @default 256 MiB */
  readonly maxDecodedBytes?: number;
}

/** One would do; nobody sends more than two. Each costs a decoder with its window (CVE-2026-22036). */
const DEFAULT_MAX_CODINGS = 5;
/** A bomb of 1 MiB becomes 1 GiB in gzip, and far more in br. */
const DEFAULT_MAX_DECODED_BYTES = 256 * 1024 * 1024;

const CODINGS: ReadonlyMap<string, ContentCoding | "identity"> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
  ["identity", "identity"],
]);

/**
 * Asks for content codings (RFC 9110 §8.4: gzip, deflate, br) and undoes them, as the body is read. Content-Encoding and Content-Length, which
 * describe what isn't there any more, are taken out of the response. A body of an unknown coding is given as it came. Where the request
 * has an Accept-Encoding or a Range of its own, nothing is asked for; what is answered is decoded all the same.
 */
export function decodeContent(requester: Requester, options: DecodeOptions = {}): Requester {
  const { maxCodings = DEFAULT_MAX_CODINGS, maxDecodedBytes = DEFAULT_MAX_DECODED_BYTES } = options;
  return {
    async request(request) {
      const response = await requester.request(withAcceptEncoding(request));
      return decode(response, request.method, maxCodings, maxDecodedBytes);
    },
  };
}

const acceptOnly = new Headers([["Accept-Encoding", "gzip, deflate, br"]]);

function withAcceptEncoding(request: RequestOptions): RequestOptions {
  if (request.headers === undefined) return { ...request, headers: acceptOnly };
  const headers = new Headers(request.headers);
  if (headers.has("accept-encoding") || headers.has("range")) return { ...request, headers };
  headers.append("Accept-Encoding", "gzip, deflate, br");
  return { ...request, headers };
}

function decode(
  response: ClientResponse,
  method: string | undefined,
  maxCodings: number,
  maxBytes: number,
): ClientResponse {
  const field = response.headers.get("content-encoding");
  if (field === undefined || method === "HEAD" || response.status === 204 || response.status === 304) return response;
  const names = parseList(field);
  if (names.length > maxCodings) {
    const error = new HTTPClientError("more content codings than the limit", { code: "TOO_MANY_CODINGS" });
    response.body.cancel(error);
    throw error;
  }
  let { body } = response;
  const codings = names.map((name) => CODINGS.get(name.toLowerCase()));
  if (codings.includes(undefined)) return response;
  for (const coding of codings.reverse()) {
    if (coding !== undefined && coding !== "identity") body = new ContentDecoder(coding, body, maxBytes).output;
  }
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return response.with(headers, body);
}
