import { checkUserName, isMaildirError } from "@twist/maildir";
import type { UserDirectory } from "./user-directory.js";

/** Users by name, in memory. */
export class UserNames implements UserDirectory {
  readonly #names = new Set<string>();
  /** By lower case; `undefined` where several users differ in case only. */
  readonly #folded = new Map<string, string | undefined>();

  /** Names that no Maildir can have are left out. */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      if (!canHaveMaildir(name) || this.#names.has(name)) continue;
      this.#names.add(name);
      const folded = name.toLowerCase();
      this.#folded.set(folded, this.#folded.has(folded) ? undefined : name);
    }
  }

  find(name: string): string | undefined {
    return this.#names.has(name) ? name : this.#folded.get(name.toLowerCase());
  }
}

/** Whether a folder of the mail store can have this name. */
export function canHaveMaildir(name: string): boolean {
  try {
    checkUserName(name);
    return true;
  } catch (error) {
    if (!isMaildirError(error)) throw error;
    return false;
  }
}
