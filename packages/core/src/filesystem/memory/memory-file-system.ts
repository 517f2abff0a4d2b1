import type { ReactorTime } from "../../deferred/reactor-time.js";
import type { Quota } from "../quota.js";
import { joinNames, splitPath } from "../virtual-path.js";
import { CountingClock } from "./counting-clock.js";
import type { MemoryDirectory } from "./memory-node.js";
import { MemoryView } from "./memory-view.js";
import { MemoryVolume } from "./memory-volume.js";

/** How a `MemoryFileSystem` behaves. */
export interface MemoryFileSystemOptions {
  /**
   * Where times come from: a reactor, or a virtual `Clock`.
   * @default a clock that begins on 2000-01-01 and counts a millisecond each time it is looked at
   */
  readonly clock?: Pick<ReactorTime, "wallTime">;
  /**
   * Refuses every change, after the initial files, with `read-only`.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * The permission bits that new files and directories don't get. Modes are kept and told, and nobody is held to them.
   * @default 0o022
   */
  readonly umask?: number;
  /**
   * What all files together may hold, in bytes; more fails with `no-space`.
   * @default 268435456 (256 MiB)
   */
  readonly capacityBytes?: number;
  /**
   * How many files, directories and links there may be; more fails with `no-space`.
   * @default 65536
   */
  readonly capacityFiles?: number;
  /** Counts what is stored, the initial files too. */
  readonly quota?: Quota;
}

/** What to begin with: paths and contents (text as UTF-8). A path that ends in a slash is an empty directory. */
export type InitialFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Files in memory, that behave as those on a disk do: for tests, demonstrations, and whatever should be gone at the end.
 *
 *     const files = new MemoryFileSystem({ "/index.html": "<h1>Hello</h1>", "/incoming/": "" });
 */
export class MemoryFileSystem extends MemoryView {
  constructor(files: InitialFiles = {}, options: MemoryFileSystemOptions = {}) {
    const { clock = new CountingClock(), umask = 0o022, quota } = options;
    const { capacityBytes = 256 * 1024 * 1024, capacityFiles = 65_536 } = options;
    if (!Number.isInteger(umask) || umask < 0 || umask > 0o777) throw new RangeError("umask is not 0 to 0o777");
    const volume = new MemoryVolume({ clock, capacityBytes, capacityFiles, umask, quota });
    const root = volume.newRoot();
    for (const [path, content] of Object.entries(files)) addInitial(volume, root, path, content);
    super(volume, root, options.readOnly === true);
  }
}

function addInitial(volume: MemoryVolume, root: MemoryDirectory, path: string, content: string | Uint8Array): void {
  const names = splitPath(path);
  const fileName = path.endsWith("/") ? undefined : names.pop();
  let directory = root;
  for (const [i, name] of names.entries()) {
    let next = directory.entries.get(name);
    if (next === undefined) {
      next = volume.newDirectory(0o777, joinNames(names.slice(0, i + 1)));
      directory.entries.set(name, next);
    }
    if (next.type !== "directory") throw new TypeError(`${path} is below a file`);
    directory = next;
  }
  if (fileName === undefined) return;
  if (directory.entries.has(fileName)) throw new TypeError(`${path} is given twice`);
  const node = volume.newFile(0o666, path);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  volume.resize(node, bytes.length, path);
  node.content.write(bytes, 0);
  directory.entries.set(fileName, node);
}
