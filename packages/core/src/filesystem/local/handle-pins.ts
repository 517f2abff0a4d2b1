/**
 * Pins for Linux: a directory is held by a file descriptor (O_PATH: it allows nothing but to be a place), and its
 * entries are reached through it, as `/proc/self/fd/N/name`. That is openat(2), which Node doesn't have, in other
 * words. Whatever is renamed or swapped meanwhile, the descriptor stays the directory that was checked.
 *
 * The quick way is to let the kernel walk the whole path at once and then to ask it where that led: the name of a
 * descriptor is its place in the tree as it is now, with all links resolved. If that is exactly the path that was
 * asked for, there was no link on the way. Only if not does the resolver walk name by name.
 */

import { closeSync, constants, fstat, open, promises, readlinkSync } from "node:fs";
import { promisify } from "node:util";
import type { DirectoryPin, EntryPin, FoundLink, PinMaker } from "./directory-pin.js";
import { descriptorPath, HandlePin } from "./handle-pin.js";
import type { LocalRoot } from "./local-root.js";
import { isSystemError } from "./system-error.js";

// Node doesn't export it. The same number on every architecture of Linux that Node runs on.
const O_PATH = 0o10000000;
const openDirectory = O_PATH | constants.O_DIRECTORY;
const openStep = openDirectory | constants.O_NOFOLLOW;
const openEntry = O_PATH | constants.O_NOFOLLOW;

const openFile = promisify(open);
const statFile = promisify(fstat);

/** Pins by file descriptors. The strongest way, for Linux with /proc. */
export class HandlePins implements PinMaker {
  readonly #root: LocalRoot;

  constructor(root: LocalRoot) {
    this.#root = root;
  }

  async exact(names: readonly string[]): Promise<DirectoryPin | undefined> {
    const path = await this.#root.realPathOf(names);
    let fd: number;
    try {
      fd = await openFile(path, openDirectory);
    } catch (error) {
      // No verdict yet: a link on the way may lead to a place where it does work, or must be reported otherwise.
      if (isSystemError(error, "ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG")) return undefined;
      throw error;
    }
    if (placeOf(fd) === path) return new HandlePin(fd, names);
    closeSync(fd);
    return undefined;
  }

  async step(pin: DirectoryPin, name: string): Promise<DirectoryPin | FoundLink> {
    const path = pin.child(name);
    try {
      return new HandlePin(await openFile(path, openStep), [...pin.names, name]);
    } catch (error) {
      if (!isSystemError(error, "ENOTDIR", "ELOOP")) throw error;
      return { target: await readLinkOr(path, error) };
    }
  }

  async entry(pin: DirectoryPin, name: string | undefined): Promise<EntryPin> {
    const fd = await openFile(name === undefined ? pin.self : pin.child(name), name === undefined ? O_PATH : openEntry);
    const release = (): void => {
      closeSync(fd);
    };
    try {
      return { isSymbolicLink: (await statFile(fd)).isSymbolicLink(), path: descriptorPath(fd), release };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** Where a descriptor is in the tree, now. Synchronous because the kernel answers from memory. */
function placeOf(fd: number): string {
  return readlinkSync(descriptorPath(fd));
}

/** The target of a link; where `path` is none, the error that made us think so. */
async function readLinkOr(path: string, otherwise: unknown): Promise<string> {
  try {
    return await promises.readlink(path);
  } catch (error) {
    throw isSystemError(error, "EINVAL") ? otherwise : error;
  }
}
