import { TextDecoder } from "node:util";
import type { HTTPRequest } from "../server/http-request.js";
import { malformed, unsupportedType } from "./refuse-body.js";
import { contentTypeOf } from "./media-type.js";

/** A limit for whoever gathers a body in memory. */
export interface ReadOptions {
  /** Bytes of the body. Over it: 413. @default 1048576 */
  readonly maxBytes?: number;
}

/**
 * The content of `request` as text, by the charset of its Content-Type; without one, UTF-8. Other types than `text/…` are read too.
 * @throws {HTTPError} 413 over the limit, 415 for a charset that isn't known, 400 where the content isn't in it. Uncaught, each answers itself.
 */
export async function readText(request: HTTPRequest, options: ReadOptions = {}): Promise<string> {
  const decoder = decoderOf(request, contentTypeOf(request)?.parameters.get("charset") ?? "utf-8");
  return decode(request, await request.body.bytes(options.maxBytes), decoder);
}

/** The content as UTF-8, whatever its type says: for formats that know nothing else. @throws {HTTPError} 413, and 400 where it isn't UTF-8. */
export async function readUTF8(request: HTTPRequest, { maxBytes }: ReadOptions): Promise<string> {
  return decode(request, await request.body.bytes(maxBytes), decoderOf(request, "utf-8"));
}

function decoderOf(request: HTTPRequest, charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupportedType(request, "the charset of the content isn't known");
  }
}

function decode(request: HTTPRequest, bytes: Buffer, decoder: TextDecoder): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw malformed(request, "the content isn't in its charset", error);
  }
}
