/**
 * Pins for systems where Node can't reach into an open directory (macOS, Windows, Linux without /proc): a pin is the
 * real path of the directory, looked up step by step, and looked up again after something was read through it.
 *
 * What that is worth, honestly: a link that stands there is found, always, and so is one that was put there between the
 * check and the use and stays. Another *process* that swaps a link in and out again as fast as it can will win the race
 * at some time, and then what it gains is one file read or changed outside of the root. Where others can write below
 * the root by other means than this program, use Linux.
 */

import { promises } from "node:fs";
import { FileSystemError } from "../file-system-error.js";
import { joinNames } from "../virtual-path.js";
import type { DirectoryPin, EntryPin, FoundLink, PinMaker } from "./directory-pin.js";
import { nothingHeld, PathPin } from "./path-pin.js";
import type { LocalRoot } from "./local-root.js";
import { isSystemError } from "./system-error.js";

/** Pins by real paths. The best there is without openat(2). */
export class PathPins implements PinMaker {
  readonly #root: LocalRoot;

  constructor(root: LocalRoot) {
    this.#root = root;
  }

  async exact(names: readonly string[]): Promise<DirectoryPin | undefined> {
    const path = await this.#root.realPathOf(names);
    try {
      const [real, stats] = await Promise.all([promises.realpath(path), promises.stat(path)]);
      return real === path && stats.isDirectory() ? new PathPin(path, path, names) : undefined;
    } catch (error) {
      if (isSystemError(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "ENAMETOOLONG")) return undefined;
      throw error;
    }
  }

  async step(pin: DirectoryPin, name: string): Promise<DirectoryPin | FoundLink> {
    const path = pin.child(name);
    const stats = await promises.lstat(path);
    if (stats.isSymbolicLink()) return { target: await promises.readlink(path) };
    const names = [...pin.names, name];
    if (!stats.isDirectory()) throw new FileSystemError("not-a-directory", joinNames(names));
    // On a system that ignores case the real path has the case that is on the disk, and `name` the caller's.
    return new PathPin(path, await promises.realpath(path), names);
  }

  async entry(pin: DirectoryPin, name: string | undefined): Promise<EntryPin> {
    const path = name === undefined ? pin.self : pin.child(name);
    return { isSymbolicLink: (await promises.lstat(path)).isSymbolicLink(), path, release: nothingHeld };
  }
}
