import { writeFileSync } from "node:fs";
import { freePort } from "../free-port.js";
import { TemporaryFolder } from "../temporary-folder.js";
import { type RunningNameServer, startNameServer } from "./name-server.js";

/** What Unbound is to do. */
export interface UnboundConfiguration {
  /** In the clause `server:`. */
  readonly server?: string | ((folder: TemporaryFolder) => string);
  /** The clauses behind it. */
  readonly clauses?: string;
  /** Names that it answers for once it is ready. @default the root */
  readonly ready?: readonly string[];
}

/** Starts Unbound on a free port, for this machine. */
export async function startUnbound({
  server = "",
  clauses = "",
  ready,
}: UnboundConfiguration): Promise<RunningNameServer> {
  const folder = new TemporaryFolder();
  const port = await freePort();
  const conf = folder.file("unbound.conf");
  writeFileSync(
    conf,
    `server:
  interface: 127.0.0.1@${String(port)}
  do-ip6: no
  directory: "${folder.path}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  num-threads: 1
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: "." transparent
${typeof server === "string" ? server : server(folder)}
remote-control:
  control-enable: no
${clauses}
`,
  );
  return startNameServer(folder, { command: ["unbound", "-d", "-c", conf], port, ready });
}
