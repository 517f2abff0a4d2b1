import { parseMediaType } from "../bodies/media-type.js";
import type { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";
import { equalsIgnoreCase } from "../wire/octets.js";

/** Types besides `text/…`, `…+json` and `…+xml` that compress well. Images, audio, video and archives are compressed already. */
const COMPRESSIBLE: ReadonlySet<string> = new Set([
  "application/javascript",
  "application/json",
  "application/wasm",
  "application/x-ndjson",
  "application/xml",
  "image/bmp",
  "image/x-icon",
  "font/otf",
  "font/ttf",
]);

/** Fields of content that is encoded already, or a range, or that was hashed as it is (RFC 9530). */
const AS_IT_IS = ["content-encoding", "content-range", "content-digest", "repr-digest", "digest", "content-md5"];

/**
 * Whether content of the type `essence` (in lower case, without parameters) compresses well: text, JSON, XML, scripts, WebAssembly and the like. Not streams of
 * events, each of which would keep a compressor for as long as it lasts.
 */
export function isCompressibleType(essence: string): boolean {
  if (essence.startsWith("text/")) return essence !== "text/event-stream";
  return essence.endsWith("+json") || essence.endsWith("+xml") || COMPRESSIBLE.has(essence);
}

/**
 * Whether an answer has content that may be compressed and is worth it: it isn't encoded, hashed or a range of something, may be transformed (RFC 9110 §7.7), and
 * is of a type that compresses well.
 */
export function isCompressible(status: number, fields: Headers, isType: (essence: string) => boolean): boolean {
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false;
  if (AS_IT_IS.some((name) => fields.has(name))) return false;
  const directives = parseList(fields.get("cache-control") ?? "");
  if (directives.some((directive) => equalsIgnoreCase(directive, "no-transform"))) return false;
  const type = parseMediaType(fields.get("content-type") ?? "")?.essence;
  return type !== undefined && isType(type);
}
