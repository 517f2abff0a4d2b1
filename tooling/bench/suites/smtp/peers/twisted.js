/** Debian's Twisted, in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { threadBusySeconds } from "../../../runner/busy-seconds.js";
import { python } from "./python.js";
import { serve } from "./serve.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let server;

serve(start, { busySeconds: () => threadBusySeconds(server?.pid ?? 0), stop });
process.on("exit", stop);

async function start() {
  const child = spawn(python, [fileURLToPath(new URL("esmtp_server.py", import.meta.url))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  server = child;
  child.on("exit", (code) => {
    if (code !== null) throw new Error(`Twisted doesn't start: ${String(code)}`);
  });
  const [line] = /** @type {[Buffer]} */ (await once(child.stdout, "data"));
  return Number(line.toString());
}

function stop() {
  server?.kill("SIGKILL");
}
