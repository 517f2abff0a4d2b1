import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { makeUsersFileEntry, writeUsersFileEntry } from "@twist/core/cred";

const password = "twist";

/**
 * Makes a users file with two users, ada and bob, as `twist passwd` would.
 *
 * @param {string} path
 * @returns {Promise<string>} The path.
 */
export async function sampleUsers(path) {
  await mkdir(dirname(path), { recursive: true });
  for (const user of ["ada", "bob"]) await writeUsersFileEntry(path, await makeUsersFileEntry(user, password));
  return path;
}
