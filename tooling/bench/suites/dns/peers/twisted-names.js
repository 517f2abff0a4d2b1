/** Debian's python3-twisted. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { python } from "./python.js";
import { serve } from "./serve.js";
import { writeZone } from "./zone.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let twisted;

serve(start, { pid: () => twisted?.pid ?? 0, stop: () => twisted?.kill("SIGKILL") });

async function start() {
  const script = fileURLToPath(new URL("twisted-names.py", import.meta.url));
  const child = spawn(python, [script, writeZone("one"), writeZone("mixed")], { stdio: ["ignore", "pipe", "inherit"] });
  twisted = child;
  const [line] = /** @type {[Buffer]} */ (await once(child.stdout, "data"));
  const [one = 0, mixed = 0] = line.toString().trim().split(" ").map(Number);
  return { one, mixed };
}
