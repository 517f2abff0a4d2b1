/** knotd with one worker for UDP: what a name server in C does on this machine. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers } from "./answers.js";
import { freePort } from "./free-port.js";
import { serve } from "./serve.js";
import { origin, writeZone } from "./zone.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let knot;

serve(start, { pid: () => knot?.pid ?? 0, stop: () => knot?.kill("SIGKILL") });

/** The mixed zone alone: one process is measured. */
async function start() {
  const directory = mkdtempSync(join(tmpdir(), "twist-bench-knot-"));
  const port = await freePort();
  const configuration = join(directory, "knot.conf");
  writeFileSync(
    configuration,
    `server:
  rundir: ${directory}
  listen: 127.0.0.1@${String(port)}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: ${directory}
log:
  - target: stderr
    any: error
zone:
  - domain: ${origin}
    storage: ${directory}
    file: ${writeZone("mixed")}
    zonefile-sync: -1
`,
  );
  knot = spawn("knotd", ["-c", configuration], { stdio: ["ignore", "ignore", "inherit"] });
  await answers(port, knot);
  return { mixed: port };
}
