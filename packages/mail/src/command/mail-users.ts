import { OptionsError, type ServiceContext } from "@twist/core/application";
import { type Checker, UsersFile } from "@twist/core/cred";
import { CheckerDirectory } from "../addresses/checker-directory.js";
import type { UserDirectory } from "../addresses/user-directory.js";
import { UsersFileDirectory } from "../addresses/users-file-directory.js";

/** Who has a mailbox, and who may log in. */
export interface MailUsers {
  readonly users: UserDirectory;
  readonly checkers: readonly Checker[];
}

/** The users of a file, or else those of the process. @throws {OptionsError} where there are none. */
export async function mailUsers(file: string | undefined, context: ServiceContext): Promise<MailUsers> {
  if (file === undefined) {
    const { checkers, reactor } = context;
    if (checkers.length === 0) throw new OptionsError("Give --users FILE: the users who have mail here.");
    return { users: new CheckerDirectory(checkers, reactor), checkers };
  }
  const users = new UsersFileDirectory(file, context.reactor);
  try {
    await users.find("postmaster");
  } catch (cause) {
    throw new OptionsError(`--users: ${file} can't be read`, { cause });
  }
  return { users, checkers: [new UsersFile(file)] };
}
