import { FileSystemError } from "./file-system-error.js";

/** As many symbolic links as Linux follows in one path. */
const maxLinks = 40;
/** Forty links of two thousand names each would be eighty thousand system calls for one request. */
const maxSteps = 4096;

/** What one resolution of one path may still cost, however the links in it lead. */
export class LinkBudget {
  /** The path that is resolved, for errors. */
  readonly path: string;
  #links = maxLinks;
  #steps = maxSteps;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws FileSystemError `loop` when there were too many links. */
  takeLink(): void {
    this.#links -= 1;
    if (this.#links < 0) throw new FileSystemError("loop", this.path);
  }

  /** @throws FileSystemError `loop` when there were too many names. */
  takeStep(): void {
    this.#steps -= 1;
    if (this.#steps < 0) throw new FileSystemError("loop", this.path);
  }
}
