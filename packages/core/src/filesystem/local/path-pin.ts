import { promises } from "node:fs";
import { sep } from "node:path";
import { FileSystemError } from "../file-system-error.js";
import { joinNames } from "../virtual-path.js";
import type { DirectoryPin } from "./directory-pin.js";

/** A directory known by its path, which can be looked up again: see `path-pins.ts`. */
export class PathPin implements DirectoryPin {
  readonly names: readonly string[];
  readonly self: string;
  readonly holds = false;
  readonly #real: string;

  constructor(path: string, real: string, names: readonly string[]) {
    this.self = path;
    this.#real = real;
    this.names = names;
  }

  child(name: string): string {
    return this.self.endsWith(sep) ? this.self + name : this.self + sep + name;
  }

  async check(): Promise<void> {
    if ((await promises.realpath(this.self)) === this.#real) return;
    throw new FileSystemError("not-found", joinNames(this.names), { detail: "moved away" });
  }

  retain(): void {
    nothingHeld();
  }

  release(): void {
    nothingHeld();
  }
}

/** The release of what needs none. */
export function nothingHeld(): void {
  // A path needs no closing.
}
