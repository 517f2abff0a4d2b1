import type {
  ChosenCoding,
  ContentEncoder,
  ContentEncoding,
  EncodableHead,
  EncoderOutput,
  EncodingPlan,
} from "../server/content-encoding.js";
import { negotiateEncoding } from "../wire/accept-encoding.js";
import { Headers } from "../wire/headers.js";
import { parseList } from "../wire/list.js";
import { equalsIgnoreCase } from "../wire/octets.js";
import { type Coding, type CompressionCoding, availableCodings } from "./coding.js";
import { isCompressible, isCompressibleType } from "./compressible.js";
import { StreamEncoder } from "./stream-encoder.js";

/** How answers are compressed. */
export interface CompressionOptions {
  /** In the order of preference; those that this Node doesn't have are passed over. @default br, zstd, gzip */
  readonly codings?: readonly CompressionCoding[];
  /** Content that is known to be of fewer bytes stays as it is: it doesn't leave in fewer packets when it is compressed. @default 1024 */
  readonly minBytes?: number;
  /**
   * Whether content of a type is compressed; the type is in lower case, without parameters. Takes the place of the built-in list.
   * @default text (save events), JSON, XML, scripts, WebAssembly, fonts and bitmaps that aren't compressed already
   */
  readonly compressibleType?: (type: string) => boolean;
  /** How many answers are compressed piece by piece at a time, a megabyte of memory for each; more go out as they are. @default 64 */
  readonly maxCompressors?: number;
}

const DEFAULT_MIN_BYTES = 1024;
const DEFAULT_MAX_COMPRESSORS = 64;

/** Content of at most this many bytes is compressed at once: it takes less than what it costs to have another thread do it. */
const MAX_WHOLE_BYTES = 16 * 1024;

/** Compresses by what the client takes (RFC 9110 §12.5.3). One serves any number of answers, and counts those that it is at work on. */
export class NegotiatedEncoding implements ContentEncoding {
  readonly #offered: readonly Coding[];
  readonly #offeredNames: readonly CompressionCoding[];
  readonly #minBytes: number;
  readonly #isType: (type: string) => boolean;
  readonly #maxCompressors: number;
  #compressors = 0;

  /** @throws {RangeError} where a number isn't at least 0. */
  constructor(options: CompressionOptions) {
    const { minBytes = DEFAULT_MIN_BYTES, maxCompressors = DEFAULT_MAX_COMPRESSORS } = options;
    if (!(minBytes >= 0) || !(maxCompressors >= 0))
      throw new RangeError("minBytes and maxCompressors must be at least 0");
    const names = options.codings ?? availableCodings.map(({ name }) => name);
    this.#offered = names.flatMap((wanted) => availableCodings.filter(({ name }) => name === wanted));
    this.#offeredNames = this.#offered.map(({ name }) => name);
    this.#minBytes = Math.max(minBytes, 1);
    this.#isType = options.compressibleType ?? isCompressibleType;
    this.#maxCompressors = maxCompressors;
  }

  plan({ request, status, fields, contentLength }: EncodableHead): EncodingPlan {
    if (status === 304) return { fields: notModified(fields, request.headers.get("if-none-match")), coding: undefined };
    if (!isCompressible(status, fields, this.#isType)) return { fields, coding: undefined };
    const changed = new Headers(fields);
    addVary(changed);
    const length = contentLength ?? declaredLength(fields);
    if (length !== undefined && length < this.#minBytes) return { fields: changed, coding: undefined };
    const wanted = negotiateEncoding(request.headers.get("accept-encoding"), this.#offeredNames);
    const coding = this.#offered.find(({ name }) => name === wanted);
    if (coding === undefined) return { fields: changed, coding: undefined };
    // All are busy: what fits into one go needs none of them.
    const needsCompressor = length === undefined || length > MAX_WHOLE_BYTES;
    if (needsCompressor && this.#compressors >= this.#maxCompressors) return { fields: changed, coding: undefined };

    changed.set("Content-Encoding", coding.name);
    for (const name of ["Content-Length", "Accept-Ranges"]) changed.delete(name);
    weakenTag(changed);
    return { fields: changed, coding: this.#choose(coding, length ?? 0) };
  }

  #choose(coding: Coding, sizeHint: number): ChosenCoding {
    return {
      encodeWhole: (content) => (content.length > MAX_WHOLE_BYTES ? undefined : coding.whole(content)),
      start: (output) => this.#start(coding, sizeHint, output),
    };
  }

  #start(coding: Coding, sizeHint: number, output: EncoderOutput): ContentEncoder {
    this.#compressors++;
    return new StreamEncoder(coding, sizeHint, output, () => {
      this.#compressors--;
    });
  }
}

function declaredLength(fields: Headers): number | undefined {
  const length = fields.get("content-length");
  return length === undefined ? undefined : Number(length);
}

function addVary(fields: Headers): void {
  const members = parseList(fields.get("vary") ?? "");
  if (!members.some((name) => name === "*" || equalsIgnoreCase(name, "accept-encoding")))
    fields.append("Vary", "Accept-Encoding");
}

/** Compressed again, the bytes may differ, while they mean the same: that is what a weak tag says (RFC 9110 §8.8.1). */
function weakenTag(fields: Headers): void {
  const tag = fields.get("etag");
  if (tag?.startsWith('"') === true) fields.set("ETag", `W/${tag}`);
}

/**
 * A client that asks by the weak tag has the compressed content, and a cache looks for what it may go on using by the tag that comes back (RFC 9111 §4.3.4): it must
 * be the same.
 */
function notModified(fields: Headers, ifNoneMatch: string | undefined): Headers {
  const tag = fields.get("etag");
  if (tag?.startsWith('"') !== true || ifNoneMatch === undefined) return fields;
  const asked = parseList(ifNoneMatch);
  if (asked.includes(tag) || !asked.includes(`W/${tag}`)) return fields;
  const changed = new Headers(fields);
  weakenTag(changed);
  addVary(changed);
  return changed;
}
