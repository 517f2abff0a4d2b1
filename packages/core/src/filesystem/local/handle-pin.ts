import { closeSync } from "node:fs";
import type { DirectoryPin } from "./directory-pin.js";

/** A directory held by a file descriptor, which it owns: see `handle-pins.ts`. */
export class HandlePin implements DirectoryPin {
  readonly names: readonly string[];
  readonly self: string;
  readonly holds = true;
  readonly #fd: number;
  #users = 1;

  constructor(fd: number, names: readonly string[]) {
    this.#fd = fd;
    this.names = names;
    this.self = descriptorPath(fd);
  }

  child(name: string): string {
    return `${this.self}/${name}`;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    // Synchronous because it costs a microsecond and no I/O: an O_PATH descriptor has nothing to flush.
    if (this.#users === 0) closeSync(this.#fd);
  }
}

/** The path by which an open descriptor is reached. */
export function descriptorPath(fd: number): string {
  return `/proc/self/fd/${String(fd)}`;
}
