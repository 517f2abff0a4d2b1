import { CredError } from "./cred-error.js";
import { type UsersFileEntry, parseUsersFileLine } from "./users-file-entry.js";

/** A line that was skipped. */
export interface BadLine {
  /** Counted from 1. */
  readonly lineNumber: number;
  /** For people. Quotes nothing of the line. */
  readonly reason: string;
}

/** What a users file holds. */
export interface UsersFileContent {
  readonly users: ReadonlyMap<string, UsersFileEntry>;
  readonly badLines: readonly BadLine[];
}

/**
 * Reads the text of a users file: a user a line, empty lines, and comments, which begin with `#`. LF or CR LF ends a
 * line. A bad line costs its user only. A second line for the same user is a bad line: the first stands.
 */
export function parseUsersFile(text: string): UsersFileContent {
  const users = new Map<string, UsersFileEntry>();
  const badLines: BadLine[] = [];
  for (const [index, rawLine] of text.split("\n").entries()) {
    const line = rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine;
    if (line.trim() === "" || line.startsWith("#")) continue;
    try {
      const entry = parseUsersFileLine(line);
      if (users.has(entry.username)) throw new CredError("The line names a user that another line above names.");
      users.set(entry.username, entry);
    } catch (error) {
      if (!(error instanceof CredError)) throw error;
      badLines.push({ lineNumber: index + 1, reason: error.message });
    }
  }
  return { users, badLines };
}
