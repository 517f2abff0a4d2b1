import type { Duplex } from "node:stream";
import * as zlib from "node:zlib";

/** A content coding (RFC 9110 §8.4.1), by its name on the wire. */
export type CompressionCoding = "br" | "gzip" | "zstd";

const BUFFER_BYTES = 64 * 1024;
/** Brotli's own default, 11, is for files that are compressed once; from 4 to 5 it is as fast as gzip and better. */
const BROTLI_QUALITY = 4;

/** Makes the stream of a coding. */
const CODERS = new Map<CompressionCoding, () => Duplex>([
  [
    "br",
    () =>
      zlib.createBrotliCompress({
        chunkSize: BUFFER_BYTES,
        params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
      }),
  ],
  ["gzip", () => zlib.createGzip({ chunkSize: BUFFER_BYTES })],
]);

// Node has it from 22.15 on; the types have it always.
const { createZstdCompress } = zlib as { createZstdCompress?: () => Duplex };
if (createZstdCompress !== undefined) CODERS.set("zstd", () => createZstdCompress());

/** The codings that this Node has, the preferred one first. */
export const availableCodings: readonly CompressionCoding[] = (["br", "zstd", "gzip"] as const).filter((coding) =>
  CODERS.has(coding),
);

/** A stream that compresses. @throws {TypeError} where this Node doesn't have `coding`. */
export function createCoder(coding: CompressionCoding): Duplex {
  const create = CODERS.get(coding);
  if (create === undefined) throw new TypeError(`this Node has no ${coding}`);
  return create();
}
