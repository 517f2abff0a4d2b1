/** `npm start`: from a fresh clone to the running playground. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail } from "./src/fail.js";
import { playground, runPlayground } from "./src/run-playground.js";
import { root } from "./src/root.js";
import { say } from "./src/say.js";
import { setUp } from "./src/set-up.js";
import { turbo } from "./src/turbo.js";

try {
  const env = await setUp();
  if (!existsSync(join(root, playground.folder))) throw new Error(`${playground.folder} is missing`);
  say("building what has changed");
  const code = await turbo(["build", `--filter=${playground.name}...`], env, { quiet: true });
  if (code !== 0) throw new Error("the build failed, see above");
  say("starting the playground (Ctrl-C stops it)");
  process.exitCode = await runPlayground(env);
} catch (error) {
  fail(error);
}
