/** Debian's Twisted, in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { python } from "./python.js";
import { serve } from "./serve.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let server;

serve(start, { busySeconds, stop });
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

/** The time that its one thread was on a processor: the first number of its schedstat, in nanoseconds. */
function busySeconds() {
  const [nanoseconds] = readFileSync(`/proc/${String(server?.pid)}/schedstat`, "latin1").split(" ");
  return Number(nanoseconds) / 1e9;
}

function stop() {
  server?.kill("SIGKILL");
}
