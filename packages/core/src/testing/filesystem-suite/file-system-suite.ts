import type { FileSystemAbility } from "../../filesystem/file-system-ability.js";
import type { FileSystem } from "../../filesystem/file-system.js";
import { attributeCases } from "./attribute-cases.js";
import { directoryCases } from "./directory-cases.js";
import { escapeCases } from "./escape-cases.js";
import { fileCases } from "./file-cases.js";
import { handleCases } from "./handle-cases.js";
import { hardLinkCases } from "./hard-link-cases.js";
import { outsideCases } from "./outside-cases.js";
import { pathCases } from "./path-cases.js";
import { renameCases } from "./rename-cases.js";
import { assertFails, type FileSystemFeature, type Outside, type SuiteCase } from "./suite-case.js";
import { subtreeCases } from "./subtree-cases.js";
import { symbolicLinkCases } from "./symbolic-link-cases.js";
import { watchCases } from "./watch-cases.js";

/** What the file system under test can do. */
export interface FileSystemSuiteOptions {
  /** Its optional abilities: `fs.abilities`. */
  readonly abilities: Iterable<FileSystemAbility>;
  /**
   * What it can't do of what the contract asks, since the protocol that it is reached through has no words for it.
   * @default nothing
   */
  readonly lacks?: Iterable<FileSystemFeature>;
  /**
   * Whether each case is given something outside of the root that it tries to get at.
   * @default false
   */
  readonly outside?: boolean;
}

/** One thing to prove, for the test framework of your choice. */
export interface FileSystemCase {
  /** A sentence. */
  readonly name: string;
  /** Rejects with an AssertionError, or whatever the file system threw, where it isn't so. `fs` has to be empty. */
  run(fs: FileSystem, outside?: Outside): Promise<void>;
}

/** The cases that apply, and the names of those that don't and what they would need. */
export interface FileSystemSuite {
  readonly cases: readonly FileSystemCase[];
  readonly skipped: readonly { readonly name: string; readonly needs: readonly string[] }[];
}

/**
 * What every FileSystem does, whatever is behind it, and that nothing leaves its root. It depends on no test framework:
 *
 *     const suite = fileSystemSuite({ abilities: new MyFileSystem().abilities });
 *     for (const { name, run } of suite.cases) it(name, () => run(new MyFileSystem()));
 *
 * The same cases run through a protocol: its client, with the face of a FileSystem, on a server that serves one.
 */
export function fileSystemSuite(options: FileSystemSuiteOptions): FileSystemSuite {
  const lacks = new Set<string>(options.lacks ?? []);
  const has = new Set<string>(options.abilities);
  const missing = ({ needs = [] }: SuiteCase): string[] =>
    needs.filter((need) => {
      if (need === "outside") return options.outside !== true;
      return optionalAbilities.has(need) ? !has.has(need) : lacks.has(need);
    });
  const strict = !lacks.has("reasons");
  const cases: FileSystemCase[] = [];
  const skipped: { name: string; needs: string[] }[] = [];
  for (const each of everyCase) {
    const needs = missing(each);
    if (needs.length > 0) skipped.push({ name: each.name, needs });
    else cases.push({ name: each.name, run: (fs, outside) => runCase(each, fs, outside, strict) });
  }
  return { cases, skipped };
}

const everyCase: readonly SuiteCase[] = [
  ...pathCases,
  ...fileCases,
  ...handleCases,
  ...directoryCases,
  ...renameCases,
  ...attributeCases,
  ...symbolicLinkCases,
  ...hardLinkCases,
  ...subtreeCases,
  ...watchCases,
  ...escapeCases,
  ...outsideCases,
];

const optionalAbilities: ReadonlySet<string> = new Set<FileSystemAbility>([
  "symbolic-links",
  "hard-links",
  "posix-rename",
  "stat-vfs",
  "watch",
  "subtree",
]);

async function runCase(
  { run, needs = [] }: SuiteCase,
  fs: FileSystem,
  outside: Outside | undefined,
  strict: boolean,
): Promise<void> {
  if (needs.includes("outside") && outside === undefined) throw new TypeError("this case needs something outside");
  await run({ fs, outside, fails: (operation, ...reasons) => assertFails(operation, reasons, strict) });
  await outside?.checkUntouched();
}
