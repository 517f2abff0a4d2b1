/** `pnpm lint`, `pnpm build` and the like: turbo tasks over the whole workspace, after the set-up they need. */
import { fail } from "./src/fail.js";
import { setUp } from "./src/set-up.js";
import { turbo } from "./src/turbo.js";

try {
  process.exitCode = await turbo(process.argv.slice(2), await setUp());
} catch (error) {
  fail(error);
}
