import * as zlib from "node:zlib";

/** A content coding (RFC 9110 §8.4.1), by its name on the wire. */
export type CompressionCoding = "br" | "gzip" | "zstd";

/** A stream of `node:zlib` that compresses. */
export type Coder = zlib.Gzip | zlib.BrotliCompress;

/** How one coding is done. */
export interface Coding {
  readonly name: CompressionCoding;
  /** A stream for content of so many bytes; 0 where nobody knows. */
  create(sizeHint: number): Coder;
  /** Has all that was written so far come out. */
  flush(coder: Coder): void;
  /** All at once, on this thread. */
  whole(content: Uint8Array): Buffer;
}

const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, Z_SYNC_FLUSH } = zlib.constants;

/** What comes out is sent in pieces of at most this size. */
const CHUNK_BYTES = 32 * 1024;
/** Half the time of the default, 6, for two per cent more bytes. */
const GZIP_LEVEL = 4;
/** Brotli's default, 11, is for files that are compressed once. */
const BROTLI_QUALITY = 4;
/** A window of 256 KiB: brotli's default, 4 MiB, would be each response's memory. */
const BROTLI_WINDOW_BITS = 18;

const GZIP_OPTIONS: zlib.ZlibOptions = { chunkSize: CHUNK_BYTES, level: GZIP_LEVEL };

const gzip: Coding = {
  name: "gzip",
  create: () => zlib.createGzip(GZIP_OPTIONS),
  flush: (coder) => {
    coder.flush(Z_SYNC_FLUSH);
  },
  whole: (content) => zlib.gzipSync(content, GZIP_OPTIONS),
};

const br: Coding = {
  name: "br",
  create: (sizeHint) => zlib.createBrotliCompress(brotliOptions(sizeHint)),
  flush: (coder) => {
    coder.flush();
  },
  whole: (content) => zlib.brotliCompressSync(content, brotliOptions(content.length)),
};

function brotliOptions(sizeHint: number): zlib.BrotliOptions {
  return {
    chunkSize: CHUNK_BYTES,
    params: {
      [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
      [BROTLI_PARAM_SIZE_HINT]: sizeHint,
    },
  };
}

/** What Node has from 22.15 on; the types have it always. */
interface ZstdFunctions {
  createZstdCompress?: () => Coder;
  zstdCompressSync?: (content: Uint8Array) => Buffer;
}

function zstdCodings({ createZstdCompress, zstdCompressSync }: ZstdFunctions): Coding[] {
  if (createZstdCompress === undefined || zstdCompressSync === undefined) return [];
  const create = (): Coder => createZstdCompress();
  return [{ name: "zstd", create, flush: br.flush.bind(br), whole: (content) => zstdCompressSync(content) }];
}

/** The codings that this Node has, the preferred one first. */
export const availableCodings: readonly Coding[] = [br, ...zstdCodings(zlib as ZstdFunctions), gzip];
