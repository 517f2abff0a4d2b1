import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { exceptions } from "@twist-tooling/eslint/exceptions";
import { fixtures, root, runTool, tool } from "./run-tool.js";

/** @typedef {{ filePath: string, messages: { ruleId: string | null }[] }} FileResult */

const violations = {
  "imports-transport.ts": ["house/sans-io"],
  "imports-inline-type.ts": ["@typescript-eslint/consistent-type-imports", "house/sans-io"],
  "imports-crypto.ts": ["house/sans-io"],
  "asks-process.ts": ["house/sans-io"],
  "sets-timer-of-global-this.ts": ["house/no-ambient-time"],
  "imports-timers.ts": ["house/no-ambient-time"],
  "reads-clock.ts": ["house/no-ambient-time"],
  "makes-date-of-now.ts": ["house/no-ambient-time"],
  "takes-time-from-signal.ts": ["house/no-ambient-time"],
  "opens-socket.ts": ["house/no-ambient-io"],
  "opens-socket-dynamically.ts": ["house/no-ambient-io"],
  "fetches.ts": ["house/no-ambient-io"],
  "imports-own-index.ts": ["house/no-index-import"],
  "imports-own-package.ts": ["house/no-index-import"],
  "exports-default.ts": ["no-restricted-exports"],
  "prints.ts": ["no-console"],
  "leaves-promise-alone.ts": ["@typescript-eslint/no-floating-promises"],
  "disables-without-reason.ts": ["eslint-comments/require-description"],
  // An unused directive is ESLint's own complaint, of no rule.
  "disables-for-nothing.ts": [null],
  "two-classes.ts": ["house/one-exported-class"],
  "utils.ts": ["house/file-name"],
  "camelCase.ts": ["house/file-name"],
  "sets-timer.test.ts": ["house/no-ambient-time"],
};

const wellBehaved = ["well-behaved.ts", "names-socket-type.ts", "excepted.ts", "own-set-timeout.ts"];

describe("the lint configuration", () => {
  /** @type {FileResult[]} */
  let results = [];

  beforeAll(() => {
    const { output } = runTool(
      tool("node_modules/eslint/bin/eslint.js"),
      ["--format=json", "packages"],
      join(fixtures, "lint"),
    );
    results = JSON.parse(output);
  }, 60_000);

  /** @param {string} file */
  const rulesBrokenBy = (file) => {
    const result = results.find(({ filePath }) => filePath.replaceAll("\\", "/").endsWith(`/${file}`));
    if (result === undefined) throw new Error(`${file} was not linted`);
    return result.messages.map(({ ruleId }) => ruleId).sort();
  };

  it.each(Object.entries(violations))("objects to %s by %j", (file, rules) => {
    expect(rulesBrokenBy(file)).toEqual(rules);
  });

  it.each(wellBehaved)("has nothing against %s", (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it("lets core's reactor/node set timers and open sockets, and no other room", () => {
    expect(rulesBrokenBy("core/src/reactor/node/sets-timer.ts")).toEqual([]);
    expect(rulesBrokenBy("core/src/reactor/sets-timer.ts")).toEqual(["house/no-ambient-time"]);
    expect(rulesBrokenBy("http/src/server/sets-timer.ts")).toEqual(["house/no-ambient-time"]);
  });

  it("is asked about every fixture here", () => {
    const known = [...Object.keys(violations), ...wellBehaved, "sets-timer.ts", "index.ts"];
    expect(results.map(({ filePath }) => basename(filePath)).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("the list of exceptions", () => {
  it("names files that exist, what they may use, and why", () => {
    for (const { file, allow, reason } of exceptions) {
      expect(existsSync(join(root, file)) ? "" : file).toBe("");
      expect(allow.length).toBeGreaterThan(0);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
