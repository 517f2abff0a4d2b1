import type { Quota } from "../quota.js";

/** How a `LocalFileSystem` treats what is on the disk. */
export interface LocalFileSystemOptions {
  /**
   * Refuses every change with `read-only`.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * `"inside"` follows symbolic links, as if the root were `/`, and refuses those that lead out of it with
   * `permission`. `"never"` refuses to follow or make any; they can still be listed, read and removed.
   * @default "inside"
   */
  readonly followSymlinks?: "inside" | "never";
  /**
   * The permission bits that new files and directories don't get. The process's own umask takes its bits as well.
   * @default 0o022
   */
  readonly umask?: number;
  /** Counts what is stored. File systems for the same user share one. */
  readonly quota?: Quota;
  /**
   * How a directory is held on to while it is used: by an open handle, which no swapped link can fool (Linux, with
   * /proc mounted), or by its path, checked before and after. Don't choose paths where handles work.
   * @default "handles" on Linux, "paths" elsewhere
   */
  readonly resolveThrough?: "handles" | "paths";
}
