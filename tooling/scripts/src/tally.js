/**
 * What came of one turbo task. The part of turbo's run summary that counts here.
 *
 * @typedef {object} TaskSummary
 * @property {string} taskId `package#task`.
 * @property {string} task
 * @property {string} package
 * @property {string} directory Relative to the top folder.
 * @property {string} command `<NONEXISTENT>` where the package has no such script.
 * @property {{ exitCode: number | null } | null} [execution] Missing where the outcome came from the cache.
 * @property {{ status: "HIT" | "MISS" }} cache
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** @typedef {Count & { failures?: readonly string[] }} Results What jest leaves: the numbers, and the names of the tests that failed. */

/** @typedef {Results & { name: string, cached: boolean, note?: string }} Row One line of the report. */

/**
 * Counts a run: each test of a `test` task by itself, every other task as one check.
 *
 * @param {readonly TaskSummary[]} tasks
 * @param {(directory: string) => Results | undefined} resultsOf What jest left in a package's folder, if it got that far.
 * @returns {{ rows: Row[], total: Count }}
 */
export function tally(tasks, resultsOf) {
  const rows = tasks.filter((task) => task.command !== "<NONEXISTENT>").map((task) => row(task, resultsOf));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of rows) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return { rows, total };
}

/**
 * @param {TaskSummary} task
 * @param {(directory: string) => Results | undefined} resultsOf
 * @returns {Row}
 */
function row(task, resultsOf) {
  const name = task.package === "//" ? task.task.replace("check:", "") : `${task.task} ${task.package}`;
  const cached = task.cache.status === "HIT";
  const ok = cached || task.execution?.exitCode === 0;
  if (task.task !== "test") return { name, cached, passed: Number(ok), failed: Number(!ok), skipped: 0 };

  const results = resultsOf(task.directory);
  // Said to be well, and nothing to show for it: no test ran.
  if (results === undefined) return { name, cached, passed: 0, failed: 1, skipped: 0, note: "left no results" };
  // Jest can also fail for what is no test's fault (an unhandled error between tests, a handle that stays open).
  const failed = ok ? results.failed : Math.max(1, results.failed);
  return { name, cached, ...results, failed };
}

/**
 * The line that closes `npm test`, in the form that tools read.
 *
 * @param {Count} count
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  const line = `${String(passed)} passed, ${String(failed)} failed`;
  return skipped === 0 ? line : `${line}, ${String(skipped)} skipped`;
}
