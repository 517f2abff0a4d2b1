import type { FileSystem } from "./file-system.js";
import { normalizePath, splitPath } from "./virtual-path.js";

/** A file system and where it is mounted. */
export interface Mount {
  /** Normal. */
  readonly point: string;
  readonly files: FileSystem;
}

/** Which file system a path belongs to, and what it is called there. */
export interface MountedPath {
  readonly mount: Mount;
  /** The path within `mount.files`. */
  readonly inner: string;
}

/** Finds the mount of a path. Paths that it is given are normal. */
export class MountTable {
  readonly mounts: readonly Mount[];

  /** @throws TypeError where two are mounted at one place, FileSystemError for a path that can't be one. */
  constructor(mounts: Readonly<Record<string, FileSystem>>) {
    const table = Object.entries(mounts).map(([path, files]) => ({ point: normalizePath(path), files }));
    if (new Set(table.map(({ point }) => point)).size < table.length) throw new TypeError("two mounts at one place");
    // The longest first: the first that matches is the right one.
    this.mounts = table.sort((a, b) => b.point.length - a.point.length);
  }

  find(path: string): MountedPath | undefined {
    for (const mount of this.mounts) {
      if (path === mount.point) return { mount, inner: "/" };
      if (mount.point === "/") return { mount, inner: path };
      if (path.startsWith(`${mount.point}/`)) return { mount, inner: path.slice(mount.point.length) };
    }
    return undefined;
  }

  /** The names in a directory that mounts are at or below. */
  namesBelow(path: string): Set<string> {
    const depth = splitPath(path).length;
    return new Set(this.below(path).map(({ point }) => splitPath(point)[depth] ?? ""));
  }

  /** The mounts below a path, not the one at it. */
  below(path: string): readonly Mount[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return this.mounts.filter(({ point }) => point !== path && point.startsWith(prefix));
  }
}
