/**
 * From a virtual path to a place on the disk that can be used safely: a pinned directory and a name in it. Links on
 * the way are followed here, by hand, as if the root were `/`; one that leads out of it is refused by its text, before
 * anything outside is looked at, so that the answer is the same whether something is there or not.
 */

import { promises } from "node:fs";
import { FileSystemError } from "../file-system-error.js";
import type { LinkBudget } from "../link-budget.js";
import { splitLinkTarget, splitPath } from "../virtual-path.js";
import { isPlainWindowsName } from "../windows-name.js";
import type { DirectoryPin, PinMaker } from "./directory-pin.js";
import type { LocalRoot } from "./local-root.js";
import { isSystemError } from "./system-error.js";

/** Where something is, or could be made. Whoever gets one releases `parent`. */
export interface Place {
  readonly parent: DirectoryPin;
  /** Undefined where `parent` itself is meant: the root. */
  readonly name: string | undefined;
  /** The real path for system calls. What stands there may be a link, so they mustn't follow it. */
  readonly real: string;
}

/** Finds places below one root. */
export class LocalResolver {
  readonly #root: LocalRoot;
  readonly #pins: PinMaker;
  readonly #followLinks: boolean;
  readonly #windows: boolean;

  constructor(root: LocalRoot, pins: PinMaker, followLinks: boolean, windows: boolean) {
    this.#root = root;
    this.#pins = pins;
    this.#followLinks = followLinks;
    this.#windows = windows;
  }

  /** The place of the path that `budget` is for. A link at its end is not followed; `next` does. */
  async locate(budget: LinkBudget): Promise<Place> {
    const { path } = budget;
    const names = splitPath(path);
    if (this.#windows && !names.every(isPlainWindowsName)) {
      throw new FileSystemError("invalid-name", path, { detail: "not a name on Windows" });
    }
    const parent = await this.#pins.exact(names.slice(0, -1));
    if (parent !== undefined) return place(parent, names.at(-1));
    return this.#walk(await this.#exact([], path), names, budget);
  }

  /**
   * The place that the link at `link` leads to. Releases `link`, also where it fails. Where something else stands there
   * since it was found to be a link, that is the place.
   */
  async next(link: Place, budget: LinkBudget): Promise<Place> {
    try {
      const target = await readLinkIfOne(link.real);
      await link.parent.check();
      if (target !== undefined) return await this.#follow(link.parent, { target }, [], budget);
      budget.takeLink();
      link.parent.retain();
      return link;
    } finally {
      link.parent.release();
    }
  }

  /** Goes down `names` from `start`, which it takes over, to the last of them. */
  async #walk(start: DirectoryPin, names: readonly string[], budget: LinkBudget): Promise<Place> {
    let pin = start;
    try {
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? "";
        budget.takeStep();
        if (name === "..") {
          const above = await this.#above(pin, budget.path);
          pin.release();
          pin = above;
          continue;
        }
        if (i === names.length - 1) return place(pin, name);
        const found = await this.#pins.step(pin, name);
        if ("target" in found) {
          const next = await this.#follow(pin, found, names.slice(i + 1), budget);
          pin.release();
          return next;
        }
        pin.release();
        pin = found;
      }
      return place(pin, undefined);
    } catch (error) {
      pin.release();
      throw error;
    }
  }

  /** Goes on where a link in `parent` leads, and from there down `rest`. */
  async #follow(
    parent: DirectoryPin,
    link: { readonly target: string },
    rest: readonly string[],
    budget: LinkBudget,
  ): Promise<Place> {
    const { path } = budget;
    if (!this.#followLinks) {
      throw new FileSystemError("permission", path, { detail: "symbolic links are not followed" });
    }
    budget.takeLink();
    const target = await this.#root.virtualTarget(link.target);
    if (target === undefined) throw leadsOutside(path);
    const next = [...splitLinkTarget(target, path), ...rest];
    return this.#walk(await this.#exact(target.startsWith("/") ? [] : parent.names, path), next, budget);
  }

  async #above(pin: DirectoryPin, path: string): Promise<DirectoryPin> {
    if (pin.names.length === 0) throw leadsOutside(path);
    return this.#exact(pin.names.slice(0, -1), path);
  }

  /** A directory that was there, without links, a moment ago. */
  async #exact(names: readonly string[], path: string): Promise<DirectoryPin> {
    const pin = await this.#pins.exact(names);
    if (pin === undefined) throw new FileSystemError("not-found", path);
    return pin;
  }
}

function place(parent: DirectoryPin, name: string | undefined): Place {
  return { parent, name, real: name === undefined ? parent.self : parent.child(name) };
}

function leadsOutside(path: string): FileSystemError {
  return new FileSystemError("permission", path, { detail: "a symbolic link leads out of the root" });
}

async function readLinkIfOne(real: string): Promise<string | undefined> {
  try {
    return await promises.readlink(real);
  } catch (error) {
    if (isSystemError(error, "EINVAL")) return undefined;
    throw error;
  }
}
