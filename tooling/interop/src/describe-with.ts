import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it } from "@jest/globals";

/** Where Debian keeps programs that only root's PATH knows. */
const more = ["/usr/sbin", "/sbin"];

/**
 * Tests that drive programs. Where one is missing they are skipped, and with `CI=true`, where `.ci/packages` should have brought it, that
 * is a failure.
 */
export function describeWith(programs: readonly string[], title: string, tests: () => void): void {
  const missing = programs.filter((program) => programPath(program) === undefined);
  if (missing.length === 0) {
    describe(title, tests);
  } else if (process.env["CI"] === "true") {
    describe(title, () => {
      it(`finds ${missing.join(" and ")} on this machine`, () => {
        throw new Error(`${missing.join(", ")}: not installed; see .ci/packages`);
      });
    });
  } else {
    describe.skip(`${title} (not installed: ${missing.join(", ")})`, tests);
  }
}

/** Where `program` is. */
export function programPath(program: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...more];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
