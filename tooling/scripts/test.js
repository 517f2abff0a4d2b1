/**
 * `npm test`: every check of the house and every test. What has passed before and hasn't changed since is taken from
 * turbo's cache. The last line of the output is always `N passed, N failed`.
 */
import { fail } from "./src/fail.js";
import { clearResults, readResults, readTasks } from "./src/run-summary.js";
import { say } from "./src/say.js";
import { setUp } from "./src/set-up.js";
import { closingLine, tally } from "./src/tally.js";
import { turbo } from "./src/turbo.js";

const tasks = [
  "check:format",
  "check:layers",
  "check:manifests",
  "check:unused",
  "lint",
  "typecheck",
  "api",
  "build",
  "pack:check",
  "test",
];

try {
  const env = await setUp();
  clearResults();
  say("running the checks and the tests");
  const code = await turbo([...tasks, "--continue=dependencies-successful", "--summarize"], env);
  const { rows, total } = tally(readTasks(), readResults);
  console.log();
  for (const { name, passed, failed, skipped, cached, note, failures = [] } of rows.sort((a, b) =>
    a.name.localeCompare(b.name),
  )) {
    const count = closingLine({ passed, failed, skipped });
    const remark = note ?? (cached ? "cached" : "");
    console.log(`${failed > 0 ? "FAIL" : " ok "}  ${name.padEnd(40)} ${count}${remark && ` (${remark})`}`);
    for (const failure of failures) console.log(`        ${failure}`);
  }
  // Whatever turbo objects to, it must not end in a line that says all is well.
  if (code !== 0 && total.failed === 0) total.failed = 1;
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(`\n${closingLine(total)}`);
} catch (error) {
  fail(error);
  console.log(`\n${closingLine({ passed: 0, failed: 1, skipped: 0 })}`);
}
