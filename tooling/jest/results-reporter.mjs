import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The file, beside each package's jest configuration, that holds the outcome of its last complete run. */
export const resultsFile = ".jest-results.json";

/**
 * Writes the outcome of a complete run where `npm test` finds it. A run of some files or some titles
 * only leaves the file alone: it would count too few tests.
 */
export default class ResultsReporter {
  /** @param {import("@jest/reporters").Config.GlobalConfig} globalConfig */
  constructor(globalConfig) {
    this.globalConfig = globalConfig;
  }

  /**
   * @param {Set<unknown>} _contexts
   * @param {import("@jest/reporters").AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const { rootDir, testPathPatterns, testNamePattern, onlyChanged } = this.globalConfig;
    if (testPathPatterns.patterns.length > 0 || testNamePattern || onlyChanged || results.wasInterrupted) return;
    const outcome = {
      passed: results.numPassedTests,
      // A file that could not even be loaded has no failed test of its own, and is a failure all the same.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: results.testResults.flatMap((file) => failuresOf(file, relative(rootDir, file.testFilePath))),
    };
    writeFileSync(join(rootDir, resultsFile), `${JSON.stringify(outcome)}\n`);
  }
}

/**
 * The name of each failed test of a file, or the file's own where it could not be loaded.
 *
 * @param {import("@jest/reporters").TestResult} file
 * @param {string} path
 * @returns {string[]}
 */
function failuresOf(file, path) {
  if (file.testExecError) return [path];
  return file.testResults.filter(({ status }) => status === "failed").map(({ fullName }) => `${path}: ${fullName}`);
}
