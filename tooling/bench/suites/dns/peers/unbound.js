/** unbound with one thread and the record in its own data: what a resolver in C does on this machine. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers } from "./answers.js";
import { freePort } from "./free-port.js";
import { serve } from "./serve.js";
import { address, origin, ttl } from "./zone.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let unbound;

serve(start, { pid: () => unbound?.pid ?? 0, stop: () => unbound?.kill("SIGKILL") });

async function start() {
  const directory = mkdtempSync(join(tmpdir(), "twist-bench-unbound-"));
  const port = await freePort();
  const configuration = join(directory, "unbound.conf");
  writeFileSync(
    configuration,
    `server:
  interface: 127.0.0.1@${String(port)}
  directory: "${directory}"
  chroot: ""
  username: ""
  pidfile: ""
  do-tcp: no
  use-syslog: no
  do-daemonize: no
  num-threads: 1
  so-rcvbuf: 1m
  local-zone: "${origin}." static
  local-data: "${origin}. ${String(ttl)} IN SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300"
  local-data: "www.${origin}. ${String(ttl)} IN A ${address}"
remote-control:
  control-enable: no
`,
  );
  unbound = spawn("unbound", ["-d", "-c", configuration], { stdio: ["ignore", "ignore", "inherit"] });
  await answers(port, unbound);
  return { forward: port };
}
