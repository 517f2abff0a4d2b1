import { writeFileSync } from "node:fs";
import { freePort } from "../free-port.js";
import { TemporaryFolder } from "../temporary-folder.js";
import { type RunningNameServer, startNameServer } from "./name-server.js";

/** What NSD is to do. */
export interface NSDConfiguration {
  /** Zone files, by the name that they have in the server's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What stands behind `server:`. */
  readonly clauses: string;
  /** Names that it answers for once it is ready. */
  readonly ready?: readonly string[];
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default a free one */
  readonly port?: number;
}

/** Starts NSD on a free port. */
export async function startNSD(configuration: NSDConfiguration): Promise<RunningNameServer> {
  const { files = {}, clauses, ready, host = "127.0.0.1" } = configuration;
  const folder = new TemporaryFolder();
  const port = configuration.port ?? (await freePort());
  for (const [name, text] of Object.entries(files)) writeFileSync(folder.file(name), text);
  const conf = folder.file("nsd.conf");
  writeFileSync(
    conf,
    `server:
  ip-address: ${host}@${String(port)}
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "${folder.path}"
  database: ""
  pidfile: "${folder.file("nsd.pid")}"
  xfrdfile: "${folder.file("xfrd.state")}"
  zonelistfile: "${folder.file("zone.list")}"
  xfrdir: "${folder.path}"
  logfile: "${folder.file("nsd.log")}"
  verbosity: 2
remote-control:
  control-enable: no
${clauses}
`,
  );
  return startNameServer(folder, { command: ["nsd", "-d", "-c", conf], port, host, ready });
}
