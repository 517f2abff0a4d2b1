import { resolve } from "node:path";
import { Command } from "commander";
import { makeUsersFileEntry, writeUsersFileEntry } from "@twist/core/cred";
import { printLine } from "../output/print-line.js";
import { readPassword } from "../read-password.js";
import type { Terminal } from "../terminal.js";

/** `twist passwd FILE USER`: adds a user to a users file, or changes the user's password. */
export function passwdCommand(terminal: Terminal): Command {
  return new Command("passwd")
    .description("Adds a user to a users file, or changes the user's password")
    .argument("<file>", "the users file; it is made if it isn't there")
    .argument("<user>", "the user's name")
    .option("--stdin", "take the password from the first line of standard input, also from a terminal")
    .action(async (file: string, user: string, options: { readonly stdin?: boolean }) => {
      const password = await readPassword(terminal, { prompt: options.stdin !== true });
      const outcome = await writeUsersFileEntry(resolve(terminal.cwd, file), await makeUsersFileEntry(user, password));
      printLine(terminal.stdout, `${outcome} ${user}`);
    });
}
