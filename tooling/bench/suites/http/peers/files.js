import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files that are served, by name, with their sizes. */
const sizes = { "4k.bin": 4_096, "1m.bin": 1_048_576, "16m.bin": 16_777_216 };

/** Puts them into a directory, which goes when this process does. @returns {string} */
export function makeFiles() {
  const directory = mkdtempSync(join(tmpdir(), "twist-bench-"));
  for (const [name, size] of Object.entries(sizes)) {
    const path = join(directory, name);
    writeFileSync(path, Buffer.alloc(size, "x"));
    // Files that were written a moment ago have weak tags and aren't kept; those that people serve are older.
    utimesSync(path, 1_700_000_000, 1_700_000_000);
  }
  process.on("exit", () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
