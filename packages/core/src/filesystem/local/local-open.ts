import { constants, promises, type Stats } from "node:fs";
import { opensForWriting, type OpenOptions } from "../file-handle.js";
import { FileSystemError } from "../file-system-error.js";
import type { Place } from "./local-resolver.js";
import type { QuotaLedger } from "./quota-ledger.js";
import { isSystemError } from "./system-error.js";

/** An open regular file, or the news that a symbolic link stands there, to be followed. */
export type Opened = { readonly handle: promises.FileHandle; readonly stats: Stats } | "link";

/** What is to be opened, and how. */
export interface OpenRequest {
  /** For errors. */
  readonly path: string;
  readonly options: OpenOptions;
  /** Permission bits of a file that is made, the umask taken off. */
  readonly mode: number;
  /** Counts a file that is made. */
  readonly ledger: QuotaLedger | undefined;
}

// Windows has none of these two. Without O_NONBLOCK, to open a FIFO waits for whoever has the other end.
const safety = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Each but the first takes somebody else who makes the file just before us and has removed it just before that. */
const maxAttempts = 8;

/**
 * Opens what stands at a place, if it is a regular file. Whether a device or a FIFO stands there is known only once
 * it is open, so the file is emptied after that, and not in the same call.
 */
export async function openPlace(place: Place, request: OpenRequest): Promise<Opened> {
  const { path, options } = request;
  if (place.name === undefined) throw new FileSystemError(isNew(options) ? "exists" : "is-a-directory", path);
  const result = await openNoFollow(place, request);
  if (result === "link") return result;
  try {
    const stats = await result.stat();
    if (stats.isDirectory()) throw new FileSystemError("is-a-directory", path);
    if (!stats.isFile()) throw new FileSystemError("unsupported", path, { detail: "not a regular file" });
    await checkSame(place, stats, path);
    return { handle: result, stats };
  } catch (error) {
    await result.close();
    throw error;
  }
}

async function openNoFollow(place: Place, request: OpenRequest): Promise<promises.FileHandle | "link"> {
  const { options, mode, ledger } = request;
  // Where the system can't refuse to follow a link, it is looked for first, and `checkSame` looks again.
  if (!constants.O_NOFOLLOW && !isNew(options) && (await isLink(place.real))) return "link";
  try {
    if (ledger !== undefined && options.create === true) return await createCounted(place, request, ledger);
    return await promises.open(place.real, flagsFor(options), mode);
  } catch (error) {
    // ELOOP is POSIX's word for O_NOFOLLOW on a link, EMLINK is FreeBSD's.
    if (isSystemError(error, "ELOOP", "EMLINK")) return "link";
    throw error;
  }
}

/** Opens, or makes and counts, a file. To count it one must know which of the two it was. */
async function createCounted(
  place: Place,
  { path, options, mode }: OpenRequest,
  ledger: QuotaLedger,
): Promise<promises.FileHandle> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (!isNew(options)) {
      try {
        return await promises.open(place.real, flagsFor({ ...options, create: false }), mode);
      } catch (error) {
        if (!isSystemError(error, "ENOENT")) throw error;
      }
    }
    if (isNew(options)) await ledger.reserveFile(path, place.real);
    else ledger.reserve(0, 1, path);
    try {
      return await promises.open(place.real, flagsFor({ ...options, exclusive: true }), mode);
    } catch (error) {
      ledger.release(0, 1);
      if (isNew(options) || !isSystemError(error, "EEXIST")) throw error;
    }
  }
  throw new FileSystemError("busy", path, { detail: "it comes and goes" });
}

/** Where the directory may have been swapped meanwhile: is what we opened what stands there now? */
async function checkSame(place: Place, opened: Stats, path: string): Promise<void> {
  if (place.parent.holds) return;
  await place.parent.check();
  const now = await promises.lstat(place.real);
  if (now.isSymbolicLink() || now.ino !== opened.ino || now.dev !== opened.dev) {
    throw new FileSystemError("not-found", path, { detail: "moved away" });
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await promises.lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw error;
  }
}

function isNew(options: OpenOptions): boolean {
  return options.create === true && options.exclusive === true;
}

function flagsFor(options: OpenOptions): number {
  const writes = opensForWriting(options);
  const reads = options.read === true || !writes;
  let flags = safety;
  if (writes) flags |= reads ? constants.O_RDWR : constants.O_WRONLY;
  if (options.append === true) flags |= constants.O_APPEND;
  if (options.create === true) flags |= constants.O_CREAT;
  if (options.exclusive === true) flags |= constants.O_EXCL;
  return flags;
}
