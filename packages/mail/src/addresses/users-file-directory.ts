import type { ReactorTime } from "@twist/core";
import { parseUsersFile } from "@twist/core/cred";
import { CheckedFile } from "./checked-file.js";
import type { UserDirectory } from "./user-directory.js";
import { UserNames } from "./user-names.js";

/** The users of a users file, as `twist passwd` writes it. A change of the file is noticed within a second. */
export class UsersFileDirectory implements UserDirectory {
  readonly #file: CheckedFile<UserNames>;

  constructor(path: string, clock: ReactorTime) {
    this.#file = new CheckedFile(path, { clock, parse: (text) => new UserNames(parseUsersFile(text).users.keys()) });
  }

  find(name: string): string | undefined | Promise<string | undefined> {
    const names = this.#file.read();
    return names instanceof UserNames ? names.find(name) : names.then((read) => read.find(name));
  }
}
