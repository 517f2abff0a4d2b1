import { type FileHandle, type FileSystem, isFileSystemError } from "@twist/core/filesystem";
import { negotiateEncoding } from "../wire/accept-encoding.js";
import { keepLatin1Text } from "../wire/latin1-text.js";
import { COPIED_BYTES } from "../wire/write-list.js";
import { contentTypeOf, isCompressible } from "./content-types.js";
import { FileCache } from "./file-cache.js";
import { type FileState, type Representation, representationOf, sameState } from "./representation.js";

/** A file to be sent: from memory where it is small, otherwise from a handle, which the receiver closes. */
export type StoredFile =
  | { readonly representation: Representation; readonly content: Buffer; readonly handle?: undefined }
  | { readonly representation: Representation; readonly handle: FileHandle; readonly content?: undefined };

/** Codings of precompressed files, with what their names end in. */
const EXTENSIONS: Readonly<Record<PrecompressedCoding, string>> = { br: ".br", gzip: ".gz", zstd: ".zst" };

/** A coding in which a file may lie beside itself: `style.css.br`. */
export type PrecompressedCoding = "br" | "gzip" | "zstd";

/** What a store is told. */
export interface StaticFileStoreOptions {
  readonly precompressed: readonly PrecompressedCoding[];
  readonly cacheControl: string | ((path: string) => string | undefined) | undefined;
  readonly contentTypes: Readonly<Record<string, string>>;
  readonly cacheBytes: number;
  readonly maxCachedFileBytes: number;
  readonly cacheCheckMs: number;
}

/** Time, as far as a store needs it. */
export interface StoreTime {
  now(): number;
  wallTime(): number;
}

/** The variants of one small file, the plain one among them under `identity`. */
type Variants = ReadonlyMap<string, { readonly representation: Representation; readonly content: Buffer }>;

/** What an entry costs besides its content: a guess that keeps a million empty files from being free. */
const ENTRY_BYTES = 1024;

/**
 * Gets files and their precompressed variants out of a file system. Small ones are kept in memory with their fields already written, and compared with the disk
 * again once they are older than `cacheCheckMs`; larger ones are opened each time.
 */
export class StaticFileStore {
  readonly #fileSystem: FileSystem;
  readonly #options: StaticFileStoreOptions;
  readonly #cache: FileCache<Variants>;

  constructor(fileSystem: FileSystem, options: StaticFileStoreOptions) {
    this.#fileSystem = fileSystem;
    this.#options = options;
    this.#cache = new FileCache(options.cacheBytes);
  }

  /** A file that is in memory and was compared with the disk lately. */
  fresh(path: string, acceptEncoding: string | undefined, time: StoreTime): StoredFile | undefined {
    const cached = this.#cache.get(path);
    if (cached === undefined || time.now() - cached.checkedAt > this.#options.cacheCheckMs) return undefined;
    return choose(cached.value, acceptEncoding);
  }

  /** A file, from memory or from the disk. @throws {FileSystemError} */
  async get(path: string, acceptEncoding: string | undefined, time: StoreTime): Promise<StoredFile> {
    const cached = this.#cache.get(path);
    if (cached !== undefined) {
      // Those that ask while the disk is being looked at get what is there: one look is enough for all.
      const { checkedAt } = cached;
      cached.checkedAt = time.now();
      if (cached.checkedAt - checkedAt <= this.#options.cacheCheckMs || (await this.#isCurrent(path, cached.value))) {
        this.#cache.touch(path);
        return choose(cached.value, acceptEncoding);
      }
      this.#cache.delete(path);
    }
    return this.#load(path, acceptEncoding, time);
  }

  async #load(path: string, acceptEncoding: string | undefined, time: StoreTime): Promise<StoredFile> {
    const handle = await this.#fileSystem.open(path);
    let kept = false;
    try {
      const stats = await handle.stat();
      if (stats.size <= this.#options.maxCachedFileBytes && this.#options.cacheBytes > 0) {
        const variants = await this.#readVariants(path, handle, stats, time);
        const bytes = [...variants.values()].reduce((sum, { content }) => sum + keep(content) + ENTRY_BYTES, 0);
        this.#cache.set(path, { value: variants, bytes, checkedAt: time.now() });
        return choose(variants, acceptEncoding);
      }
      const variant = await this.#openVariant(path, stats, acceptEncoding, time);
      if (variant !== undefined) return variant;
      kept = true;
      return { representation: this.#describe(path, stats, undefined, time), handle };
    } finally {
      if (!kept) await handle.close();
    }
  }

  /** Reads a small file and all its variants. */
  async #readVariants(path: string, handle: FileHandle, state: FileState, time: StoreTime): Promise<Variants> {
    const content = await readWhole(handle, state.size);
    const size = content.length;
    const variants = new Map([
      ["identity", { representation: this.#describe(path, { ...state, size }, undefined, time), content }],
    ]);
    for (const coding of this.#codingsFor(path)) {
      const variant = await this.#tryOpen(path, coding, state);
      if (variant === undefined) continue;
      try {
        // One that is larger than the plain file is no use to anybody.
        if (variant.state.size >= size) continue;
        const compressed = await readWhole(variant.handle, variant.state.size);
        variants.set(coding, {
          representation: this.#describe(path, variant.state, coding, time),
          content: compressed,
        });
      } finally {
        await variant.handle.close();
      }
    }
    return variants;
  }

  /** The variant of a large file that the client prefers, where there is one. */
  async #openVariant(
    path: string,
    state: FileState,
    acceptEncoding: string | undefined,
    time: StoreTime,
  ): Promise<StoredFile | undefined> {
    const offered = [...this.#codingsFor(path)];
    for (;;) {
      const coding = negotiateEncoding(acceptEncoding, offered);
      if (coding === undefined || coding === "identity") return undefined;
      const variant = await this.#tryOpen(path, coding as PrecompressedCoding, state);
      if (variant !== undefined) {
        return { representation: this.#describe(path, variant.state, coding, time), handle: variant.handle };
      }
      offered.splice(offered.indexOf(coding as PrecompressedCoding), 1);
    }
  }

  /** Opens a variant. One that is older than the file itself was made of something else, and isn't there. */
  async #tryOpen(
    path: string,
    coding: PrecompressedCoding,
    original: FileState,
  ): Promise<{ readonly handle: FileHandle; readonly state: FileState } | undefined> {
    let handle: FileHandle;
    try {
      handle = await this.#fileSystem.open(path + EXTENSIONS[coding]);
    } catch (error) {
      if (isFileSystemError(error)) return undefined;
      throw error;
    }
    const state = await handle.stat();
    if (state.mtimeMs >= original.mtimeMs) return { handle, state };
    await handle.close();
    return undefined;
  }

  /** Whether the disk still has what is in memory, all variants included. */
  async #isCurrent(path: string, variants: Variants): Promise<boolean> {
    const plain = variants.get("identity");
    if (plain === undefined || plain.representation.etag.weak) return false;
    try {
      if (!sameState(await this.#fileSystem.stat(path), plain.representation.state)) return false;
    } catch {
      return false;
    }
    for (const coding of this.#codingsFor(path)) {
      const known = variants.get(coding)?.representation.state;
      const state = await this.#fileSystem.stat(path + EXTENSIONS[coding]).catch(() => undefined);
      const counts = state !== undefined && state.mtimeMs >= plain.representation.state.mtimeMs;
      if (known === undefined ? counts && state.size < plain.content.length : !counts || !sameState(state, known)) {
        return false;
      }
    }
    return true;
  }

  #codingsFor(path: string): readonly PrecompressedCoding[] {
    return isCompressible(this.#contentType(path)) ? this.#options.precompressed : [];
  }

  #describe(path: string, state: FileState, coding: string | undefined, time: StoreTime): Representation {
    const { cacheControl } = this.#options;
    const options = {
      contentType: this.#contentType(path),
      coding,
      varies: this.#codingsFor(path).length > 0,
      cacheControl: typeof cacheControl === "function" ? cacheControl(path) : cacheControl,
    };
    return representationOf(state, options, time.wallTime());
  }

  #contentType(path: string): string {
    const extension = path.substring(path.lastIndexOf(".") + 1).toLowerCase();
    const { contentTypes } = this.#options;
    const given = Object.hasOwn(contentTypes, extension) ? contentTypes[extension] : undefined;
    return given ?? contentTypeOf(path.substring(path.lastIndexOf("/") + 1));
  }
}

/** Readies content for being sent often; gives the bytes that it takes up. */
function keep(content: Buffer): number {
  if (content.length > COPIED_BYTES) return content.length;
  keepLatin1Text(content);
  return 2 * content.length;
}

function choose(variants: Variants, acceptEncoding: string | undefined): StoredFile {
  const plain = variants.get("identity");
  if (plain === undefined) throw new TypeError("a stored file has a plain variant");
  if (variants.size === 1) return plain;
  const offered = [...variants.keys()].filter((coding) => coding !== "identity");
  const coding = negotiateEncoding(acceptEncoding, offered);
  return (coding === undefined ? undefined : variants.get(coding)) ?? plain;
}

async function readWhole(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(size);
  const count = size === 0 ? 0 : await handle.read(buffer, 0);
  return buffer.subarray(0, count);
}
