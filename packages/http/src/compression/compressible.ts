import { parseMediaType } from "../bodies/media-type.js";
import { parseList } from "../wire/list.js";
import { equalsIgnoreCase } from "../wire/octets.js";

/** Types besides `text/…`, `…+json` and `…+xml` that compress well. Images, audio, video and archives are compressed already. */
const COMPRESSIBLE: ReadonlySet<string> = new Set([
  "application/javascript",
  "application/json",
  "application/manifest+json",
  "application/wasm",
  "application/x-ndjson",
  "application/xml",
  "image/bmp",
  "image/svg+xml",
  "image/x-icon",
  "font/otf",
  "font/ttf",
]);

/**
 * Whether the content of a response may be compressed and is worth it: it isn't encoded, nor a range of something, may be transformed (RFC 9110 §7.7), and is of
 * a type that compresses well. Events aren't: they must not wait in a compressor.
 */
export function isCompressible({ status, headers }: Response): boolean {
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false;
  if (headers.has("content-encoding") || headers.has("content-range")) return false;
  const directives = parseList(headers.get("cache-control") ?? "");
  if (directives.some((directive) => equalsIgnoreCase(directive, "no-transform"))) return false;
  const type = parseMediaType(headers.get("content-type") ?? "")?.essence;
  if (type === undefined || type === "text/event-stream") return false;
  return type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") || COMPRESSIBLE.has(type);
}
