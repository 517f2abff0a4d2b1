import { type FileSystem, isFileSystemError, normalizePath, readChunks } from "@twist/core/filesystem";
import { DNSTextError, type TextPosition } from "../presentation/dns-text-error.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { includePath } from "./include-path.js";
import type { ZoneContext } from "./zone-context.js";
import { type ZoneFileLimits, zoneFileLimits } from "./zone-file-limits.js";
import { zoneContext, type ZoneOptions } from "./zone-options.js";
import { type IncludeDirective, ZoneParser } from "./zone-parser.js";

/** How `readZoneFile` reads. */
export interface ReadZoneFileOptions extends ZoneOptions {
  /** Ends it: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A zone file that was read. */
export interface ZoneFile {
  /** In the order of the file. */
  readonly records: readonly ResourceRecord[];
  /** The paths of all files that were read, the first one's first: a change to any of them changes the zone. */
  readonly files: readonly string[];
}

/**
 * Reads a zone file and those that it includes. It goes piece by piece, so that a large zone doesn't keep a server from its other
 * work for long. Rejects with a `DNSTextError` at the first fault, or a `FileSystemError` where `path` itself can't be read.
 */
export async function readZoneFile(
  files: FileSystem,
  path: string,
  options: ReadZoneFileOptions = {},
): Promise<ZoneFile> {
  const reading = new ZoneFileReading(files, options);
  await reading.readFile(normalizePath(path), 0);
  return { records: reading.records, files: reading.paths };
}

/** One call of `readZoneFile`. */
class ZoneFileReading {
  readonly records: ResourceRecord[] = [];
  readonly paths: string[] = [];
  readonly #files: FileSystem;
  readonly #signal: AbortSignal | undefined;
  readonly #limits: ZoneFileLimits;
  readonly #context: ZoneContext;
  #bytes = 0;

  constructor(files: FileSystem, options: ReadZoneFileOptions) {
    this.#files = files;
    this.#signal = options.signal;
    this.#limits = zoneFileLimits(options.limits);
    this.#context = zoneContext(options);
  }

  async readFile(path: string, depth: number): Promise<void> {
    await using handle = await this.#files.open(path);
    this.paths.push(path);
    const parser = new ZoneParser(this.#context, this.#limits, path);
    for await (const chunk of readChunks(handle, this.#signal === undefined ? {} : { signal: this.#signal })) {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#limits.maxBytes) {
        throw new DNSTextError(`more than ${this.#limits.maxBytes} bytes (maxBytes)`, {
          file: path,
          line: 1,
          column: 1,
        });
      }
      parser.append(chunk.toString("latin1"));
      await this.#readEntries(parser, path, depth);
    }
    parser.finish();
    await this.#readEntries(parser, path, depth);
  }

  async #readEntries(parser: ZoneParser, path: string, depth: number): Promise<void> {
    for (let entry = parser.next(); entry !== undefined; entry = parser.next()) {
      if (entry.record === undefined) await this.#include(entry.include, path, depth + 1);
      else this.records.push(entry.record);
    }
  }

  /** RFC 1035 §5.1: the origin and owner of the file around it are the same after an include as before. */
  async #include(directive: IncludeDirective, from: string, depth: number): Promise<void> {
    const { position } = directive;
    const { maxIncludeDepth, maxFiles } = this.#limits;
    if (depth > maxIncludeDepth)
      throw refused(`$INCLUDE nests deeper than ${maxIncludeDepth} (maxIncludeDepth)`, position);
    if (this.paths.length >= maxFiles) throw refused(`more than ${maxFiles} files (maxFiles)`, position);
    const path = includePath(from, directive.path);
    if (path === undefined) throw refused("$INCLUDE leads out of the directory that zones are read from", position);
    const { origin, owner } = this.#context;
    this.#context.origin = directive.origin;
    try {
      await this.readFile(normalizePath(path), depth);
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      throw refused(`the file to include can't be read: ${error.message}`, position, error);
    }
    this.#context.origin = origin;
    this.#context.owner = owner;
  }
}

function refused(detail: string, position: TextPosition, cause?: unknown): DNSTextError {
  return new DNSTextError(detail, position, { cause });
}
