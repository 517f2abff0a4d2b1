import { describe, expect, it } from "@jest/globals";
import { closingLine, tally } from "../src/tally.js";

/**
 * @param {string} taskId
 * @param {number | "cached"} outcome
 * @returns {import("../src/tally.js").TaskSummary}
 */
function ended(taskId, outcome) {
  const [name = "", task = ""] = taskId.split("#");
  const directory = `packages/${name}`;
  const common = { taskId, task, package: name, directory, command: "does it" };
  return outcome === "cached"
    ? { ...common, cache: { status: "HIT" } }
    : { ...common, cache: { status: "MISS" }, execution: { exitCode: outcome } };
}

const noResults = () => undefined;

describe("tally", () => {
  it("counts a check as one, passed or failed", () => {
    const { total } = tally([ended("core#lint", 0), ended("core#api", 1), ended("http#lint", "cached")], noResults);
    expect(total).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it("counts the tests of a test task one by one, cached or not", () => {
    const results = { passed: 10, failed: 0, skipped: 2 };
    const { total } = tally([ended("core#test", 0), ended("http#test", "cached")], () => results);
    expect(total).toEqual({ passed: 20, failed: 0, skipped: 4 });
  });

  it("counts a test task that left no results as a failure, whatever its exit code", () => {
    expect(tally([ended("core#test", 0)], noResults).total).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(tally([ended("core#test", "cached")], noResults).total.failed).toBe(1);
  });

  it("counts a test task that failed with every test passed as a failure", () => {
    const results = { passed: 10, failed: 0, skipped: 0 };
    expect(tally([ended("core#test", 1)], () => results).total).toEqual({ passed: 10, failed: 1, skipped: 0 });
  });

  it("keeps the names of the tests that failed", () => {
    const results = { passed: 9, failed: 1, skipped: 0, failures: ["test/a.test.ts: a does b"] };
    const { rows } = tally([ended("core#test", 1)], () => results);
    expect(rows[0]?.failures).toEqual(["test/a.test.ts: a does b"]);
  });

  it("leaves out the tasks for which a package has no script", () => {
    const missing = { ...ended("core#bench", 0), command: "<NONEXISTENT>" };
    expect(tally([missing], noResults).rows).toEqual([]);
  });

  it("names a root task without its prefix", () => {
    const { rows } = tally([ended("//#check:format", 0)], noResults);
    expect(rows.map(({ name }) => name)).toEqual(["format"]);
  });
});

describe("closingLine", () => {
  it("has the form that tools read", () => {
    expect(closingLine({ passed: 3, failed: 1, skipped: 0 })).toBe("3 passed, 1 failed");
    expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe("3 passed, 0 failed, 2 skipped");
  });
});
