/** `pnpm bench SUITE`: builds what is to be measured, then runs a suite of tooling/bench. */
import { join } from "node:path";
import { fail } from "./src/fail.js";
import { root } from "./src/root.js";
import { run } from "./src/run.js";
import { setUp } from "./src/set-up.js";
import { turbo } from "./src/turbo.js";

try {
  const env = await setUp();
  const code = await turbo(["build"], env, { quiet: true });
  if (code !== 0) throw new Error("the build failed, see above");
  process.exitCode = await run("pnpm", ["--silent", "run", "bench", ...process.argv.slice(2)], {
    env,
    cwd: join(root, "tooling/bench"),
    shell: process.platform === "win32",
  });
} catch (error) {
  fail(error);
}
