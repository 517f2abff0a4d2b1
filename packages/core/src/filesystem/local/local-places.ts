import { promises, type Stats } from "node:fs";
import { FileSystemError } from "../file-system-error.js";
import { LinkBudget } from "../link-budget.js";
import type { DirectoryPin, PinMaker } from "./directory-pin.js";
import type { LocalResolver, Place } from "./local-resolver.js";
import { toFileSystemError } from "./system-error.js";

/** Returned from a use of a place where a symbolic link stands that is to be followed. */
export const followLink = Symbol("followLink");

/** Runs system calls at the places that paths lead to, lets go of them after it, and words their errors. */
export class LocalPlaces {
  readonly #resolver: LocalResolver;
  readonly #pins: PinMaker;

  constructor(resolver: LocalResolver, pins: PinMaker) {
    this.#resolver = resolver;
    this.#pins = pins;
  }

  /** Uses the place of `path`, and, as long as `use` says `followLink`, the place that the link there leads to. */
  async at<T>(path: string, use: (place: Place) => Promise<T | typeof followLink>): Promise<T> {
    const budget = new LinkBudget(path);
    try {
      let place = await this.#resolver.locate(budget);
      for (;;) {
        const result = await usePlace(place, use);
        if (result !== followLink) {
          place.parent.release();
          return result;
        }
        place = await this.#resolver.next(place, budget);
      }
    } catch (error) {
      throw toFileSystemError(error, path);
    }
  }

  /** Uses two places at once, following a link at neither: `busy` where the first is the root. */
  async between(from: string, to: string, use: (from: Place, to: Place) => Promise<void>): Promise<void> {
    await this.at(from, async (source) => {
      if (source.name === undefined) throw new FileSystemError("busy", from, { detail: "the root" });
      const target = await this.#resolver.locate(new LinkBudget(to));
      try {
        await use(source, target);
      } finally {
        target.parent.release();
      }
    });
  }

  /** Uses what `path` leads to, by a real path that can be followed without ending up elsewhere. */
  async entry<T>(path: string, use: (real: string) => Promise<T>): Promise<T> {
    return this.at(path, async ({ parent, name }) => {
      const entry = await this.#pins.entry(parent, name);
      try {
        return entry.isSymbolicLink ? followLink : await use(entry.path);
      } finally {
        entry.release();
      }
    });
  }

  /** Pins the directory that `path` leads to. The caller releases it. */
  async directory(path: string): Promise<DirectoryPin> {
    return this.at(path, async ({ parent, name }) => {
      if (name === undefined) {
        parent.retain();
        return parent;
      }
      const found = await this.#pins.step(parent, name);
      return "target" in found ? followLink : found;
    });
  }
}

/** What stands at a place: a link is itself. */
export async function lstatPlace({ parent, name, real }: Place): Promise<Stats> {
  // The way to a pinned directory is, under /proc, a link of the system's own; that one is followed.
  const stats = await (name === undefined ? promises.stat(real) : promises.lstat(real));
  await parent.check();
  return stats;
}

async function usePlace<T>(place: Place, use: (place: Place) => Promise<T>): Promise<T> {
  try {
    return await use(place);
  } catch (error) {
    place.parent.release();
    throw error;
  }
}
