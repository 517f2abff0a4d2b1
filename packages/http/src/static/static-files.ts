import { type FileSystem, type FileSystemErrorReason, isFileSystemError } from "@twist/core/filesystem";
import { Resource } from "../resources/resource.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import { sendStatus } from "../server/send-status.js";
import { Headers } from "../wire/headers.js";
import { directoryListing } from "./directory-listing.js";
import { FileProducer } from "./file-producer.js";
import { planResponse } from "./response-plan.js";
import { type PrecompressedCoding, StaticFileStore, type StoredFile } from "./static-file-store.js";
import { type DotfilePolicy, type StaticPath, staticPath } from "./static-path.js";

/** How `StaticFiles` serves. */
export interface StaticFilesOptions {
  /** What a directory is shown by, the first that is there. @default ["index.html"] */
  readonly index?: readonly string[];
  /** Whether a directory without an index is listed. @default false */
  readonly autoindex?: boolean;
  /** `"hide"` answers 404 for names that begin with a dot, save `/.well-known`, and leaves them out of lists. @default "hide" */
  readonly dotfiles?: DotfilePolicy;
  /** The value of Cache-Control, or a function of the file's path that gives it. @default none */
  readonly cacheControl?: string | ((path: string) => string | undefined);
  /** Content types by extension, in lower case without the dot, that go before the built-in ones. */
  readonly contentTypes?: Readonly<Record<string, string>>;
  /**
   * Codings whose variants (`style.css.br`, `.gz`, `.zst`) are served in a text file's place to clients that take them, the best first. A variant that is
   * older than its file is left alone. @default ["br", "gzip"]
   */
  readonly precompressed?: readonly PrecompressedCoding[];
  /** How many bytes of small files are kept in memory; 0 keeps none. @default 33554432 */
  readonly cacheBytes?: number;
  /** The largest file that is kept in memory. @default 1048576 */
  readonly maxCachedFileBytes?: number;
  /** How long a file in memory is served before it is compared with the disk again. @default 100 */
  readonly cacheCheckMs?: number;
}

const LISTING_FIELDS = new Headers({
  "Content-Type": "text/html; charset=utf-8",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'",
  "Cache-Control": "no-cache",
});

/**
 * The files of a `FileSystem`, on disk or in memory, for GET and HEAD: ranges, conditional requests, index files, precompressed variants. Nothing outside the file
 * system's root is reached, whatever the path looks like. What it can't find it answers with 404, and no part of the request is repeated in an answer.
 *
 *     new StaticFiles(new LocalFileSystem("public"), { cacheControl: "max-age=3600" })
 */
export class StaticFiles extends Resource {
  override readonly isLeaf = true;
  readonly #fileSystem: FileSystem;
  readonly #store: StaticFileStore;
  readonly #index: readonly string[];
  readonly #autoindex: boolean;
  readonly #dotfiles: DotfilePolicy;

  constructor(fileSystem: FileSystem, options: StaticFilesOptions = {}) {
    super();
    this.#fileSystem = fileSystem;
    this.#index = options.index ?? ["index.html"];
    this.#autoindex = options.autoindex ?? false;
    this.#dotfiles = options.dotfiles ?? "hide";
    this.#store = new StaticFileStore(fileSystem, {
      precompressed: options.precompressed ?? ["br", "gzip"],
      cacheControl: options.cacheControl,
      contentTypes: options.contentTypes ?? {},
      cacheBytes: options.cacheBytes ?? 32 * 1024 * 1024,
      maxCachedFileBytes: options.maxCachedFileBytes ?? 1024 * 1024,
      cacheCheckMs: options.cacheCheckMs ?? 100,
    });
  }

  override render_GET(request: HTTPRequest, response: HTTPResponse): unknown {
    const place = staticPath(request.postpath, this.#dotfiles);
    if (place === undefined) {
      sendStatus(response, 404);
      return undefined;
    }
    const first = place.directory ? this.#candidates(place)[0] : place.path;
    const accepts = request.headers.get("accept-encoding");
    const fresh = first === undefined ? undefined : this.#store.fresh(first, accepts, request.transport.clock);
    if (fresh === undefined) return this.#find(place, request, response);
    sendFile(fresh, request, response);
    return undefined;
  }

  /** The paths of the files that may answer: the file itself, or the index files of a directory. */
  #candidates({ path, directory }: StaticPath): readonly string[] {
    if (!directory) return [path];
    return this.#index.map((name) => (path === "/" ? `/${name}` : `${path}/${name}`));
  }

  async #find(place: StaticPath, request: HTTPRequest, response: HTTPResponse): Promise<void> {
    const accepts = request.headers.get("accept-encoding");
    for (const path of this.#candidates(place)) {
      try {
        sendFile(await this.#store.get(path, accepts, request.transport.clock), request, response);
        return;
      } catch (error) {
        if (!isFileSystemError(error)) throw error;
        if (error.reason === "is-a-directory" && !place.directory) {
          redirectToDirectory(request, response);
          return;
        }
        const status = statusOf(error.reason);
        if (status === 500) throw error;
        if (status !== 404) {
          sendStatus(response, status);
          return;
        }
      }
    }
    if (place.directory && this.#autoindex) await this.#list(place.path, request, response);
    else sendStatus(response, 404);
  }

  async #list(path: string, request: HTTPRequest, response: HTTPResponse): Promise<void> {
    try {
      response.send(
        200,
        LISTING_FIELDS,
        await directoryListing(this.#fileSystem, path, this.#dotfiles, request.signal),
      );
    } catch (error) {
      if (response.finished) return;
      const status = isFileSystemError(error) ? statusOf(error.reason) : 500;
      if (status === 500) throw error;
      sendStatus(response, status);
    }
  }
}

function sendFile(file: StoredFile, request: HTTPRequest, response: HTTPResponse): void {
  const { representation, content, handle } = file;
  const plan = planResponse(request, representation, request.transport.clock.wallTime());
  const { status, fields, pieces } = plan;
  if (status === 412 || status === 416) {
    for (const [name, value] of fields) response.headers.set(name, value);
    sendStatus(response, status);
  } else if (content !== undefined) {
    const [only] = pieces;
    if (status === 200) response.send(status, fields, content);
    else if (pieces.length === 1 && only !== undefined && !Buffer.isBuffer(only))
      response.send(status, fields, content.subarray(only.start, only.end + 1));
    else {
      const parts = pieces.map((piece) =>
        Buffer.isBuffer(piece) ? piece : content.subarray(piece.start, piece.end + 1),
      );
      response.send(status, fields, Buffer.concat(parts));
    }
    return;
  } else if (status !== 304 && request.method !== "HEAD") {
    response.sendHead(status, fields, plan.contentLength);
    new FileProducer(handle, pieces, response).start();
    return;
  } else {
    response.sendHead(status, fields, status === 304 ? undefined : plan.contentLength);
    response.end();
  }
  handle?.close().catch(() => undefined);
}

/**
 * A directory's URL ends in a slash, or the links on its page would lead astray. The target is relative to the present directory (`./name/`), so that no path can
 * turn it into another host or scheme.
 */
function redirectToDirectory(request: HTTPRequest, response: HTTPResponse): void {
  const names = [...request.prepath, ...request.postpath];
  const name = encodeURIComponent(names[names.length - 1] ?? "");
  const query = request.query === "" ? "" : `?${request.query}`;
  response.headers.set("Location", `./${name}/${query}`);
  sendStatus(response, 301);
}

/** The status for each way in which a file can't be had; 500 for those that are faults of ours. */
function statusOf(reason: FileSystemErrorReason): number {
  switch (reason) {
    case "not-found":
    case "not-a-directory":
    case "is-a-directory":
    case "invalid-name":
    case "name-too-long":
    case "unsupported":
    case "loop":
      return 404;
    case "permission":
      return 403;
    case "too-many-open-files":
    case "busy":
      return 503;
    default:
      return 500;
  }
}
