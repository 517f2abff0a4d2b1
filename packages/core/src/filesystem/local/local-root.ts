import { promises } from "node:fs";
import { isAbsolute, resolve, sep } from "node:path";
import { splitPath } from "../virtual-path.js";

/**
 * The directory on disk that is `/`. Its real path is looked up once, when it is first needed: the path that was
 * given, and links on it, are the operator's and are trusted; what comes after is not.
 */
export class LocalRoot {
  readonly #given: string;
  #real: Promise<string> | undefined;

  constructor(path: string) {
    if (path === "" || path.includes("\0")) throw new TypeError("the root is not a path");
    this.#given = resolve(path);
  }

  /** The root's real path. Where it can't be told now (it isn't there), the next call tries again. */
  real(): Promise<string> {
    this.#real ??= promises.realpath(this.#given).catch((error: unknown) => {
      this.#real = undefined;
      throw error;
    });
    return this.#real;
  }

  /** The real path that these names would have with no link on the way. */
  async realPathOf(names: readonly string[]): Promise<string> {
    const real = await this.real();
    if (names.length === 0) return real;
    // The root of a disk ends in a separator already.
    return `${real.endsWith(sep) ? real : real + sep}${names.join(sep)}`;
  }

  /** What the virtual text of a link target is on the disk: absolute ones begin at the real root. */
  async realTarget(target: string): Promise<string> {
    return target.startsWith("/") ? this.realPathOf(splitPath(target)) : target.replaceAll("/", sep);
  }

  /**
   * What the text of a link on the disk means below this root: an absolute target as a virtual path, not yet normal,
   * or undefined where that is elsewhere; a relative one as it is. Links made by others may well spell the root as it
   * was given, so that counts as well.
   */
  async virtualTarget(target: string): Promise<string | undefined> {
    if (!isAbsolute(target)) return toSlashes(target);
    for (const root of [await this.real(), this.#given]) {
      if (target === root) return "/";
      const prefix = root.endsWith(sep) ? root : root + sep;
      if (target.startsWith(prefix)) return `/${toSlashes(target.slice(prefix.length))}`;
    }
    return undefined;
  }
}

/** A real path in virtual spelling. */
function toSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
