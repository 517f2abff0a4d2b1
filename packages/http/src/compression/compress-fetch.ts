import { Duplex } from "node:stream";
import type { FetchHandler } from "../server/fetch-handler.js";
import { negotiateEncoding } from "../wire/accept-encoding.js";
import { parseList } from "../wire/list.js";
import { equalsIgnoreCase } from "../wire/octets.js";
import { type CompressionCoding, availableCodings, createCoder } from "./coding.js";
import { isCompressible } from "./compressible.js";
import { takeUpTo } from "./take-up-to.js";

/** What is smaller doesn't leave in fewer packets when it is compressed. */
const DEFAULT_MIN_BYTES = 1024;

/** How responses are compressed. */
export interface CompressionOptions {
  /** In the order of preference; those that this Node doesn't have are passed over. @default br, zstd, gzip */
  readonly codings?: readonly CompressionCoding[];
  /** Content of fewer bytes stays as it is. @default 1024 */
  readonly minBytes?: number;
}

/**
 * A fetch handler whose responses are compressed by what the client takes (RFC 9110 §12.5.3), with the `Vary` that caches need and an entity tag that is weak
 * then. Content is streamed; what is encoded already, partial, `no-transform`, small, or of a type that doesn't compress stays as it is.
 *
 *     new HTTPFactory({ handler: compressFetch(app.fetch) });
 *
 * A page that has both a secret and something of the client's in it tells the secret by its compressed size (BREACH): mark it `no-transform`.
 * @throws {RangeError} where `minBytes` isn't at least 0.
 */
export function compressFetch(handler: FetchHandler, options: CompressionOptions = {}): FetchHandler {
  const { codings = availableCodings, minBytes = DEFAULT_MIN_BYTES } = options;
  if (!(minBytes >= 0)) throw new RangeError("minBytes must be at least 0");
  const offered = codings.filter((coding) => availableCodings.includes(coding));
  return async (request, info) => {
    const response = await handler(request, info);
    if (!isCompressible(response)) return response;
    const headers = new Headers(response.headers);
    addVary(headers);
    const { status, statusText } = response;
    const wanted = negotiateEncoding(request.headers.get("accept-encoding") ?? undefined, offered);
    const coding = offered.find((each) => each === wanted);
    if (coding === undefined || response.body === null || request.method === "HEAD" || isShort(headers, minBytes))
      return new Response(response.body, { status, statusText, headers });

    const { body, size } = await takeUpTo(response.body, minBytes);
    if (size < minBytes) return new Response(body, { status, statusText, headers });
    headers.set("Content-Encoding", coding);
    headers.delete("Content-Length");
    headers.delete("Accept-Ranges");
    const tag = headers.get("etag");
    if (tag?.startsWith('"') === true) headers.set("ETag", `W/${tag}`);
    const coder = Duplex.toWeb(createCoder(coding)) as CoderStreams;
    return new Response(body.pipeThrough(coder), { status, statusText, headers });
  };
}

/** What `toWeb` makes of a compressor. */
interface CoderStreams {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

function isShort(headers: Headers, minBytes: number): boolean {
  const length = headers.get("content-length");
  return length !== null && Number(length) < minBytes;
}

function addVary(headers: Headers): void {
  const members = parseList(headers.get("vary") ?? "");
  if (!members.some((name) => name === "*" || equalsIgnoreCase(name, "accept-encoding")))
    headers.append("Vary", "Accept-Encoding");
}
