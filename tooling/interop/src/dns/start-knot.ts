import { writeFileSync } from "node:fs";
import { freePort } from "../free-port.js";
import { TemporaryFolder } from "../temporary-folder.js";
import { type RunningNameServer, startNameServer } from "./name-server.js";

/** What Knot is to do. */
export interface KnotConfiguration {
  /** Zone files, by the name that they have in the server's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** In the section `server`, indented by two. */
  readonly server?: string;
  /** The other sections. */
  readonly sections: string;
  /** Names that it answers for once it is ready. */
  readonly ready?: readonly string[];
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default a free one */
  readonly port?: number;
}

/** Starts Knot DNS on a free port. */
export async function startKnot(configuration: KnotConfiguration): Promise<RunningNameServer> {
  const { files = {}, server = "", sections, ready, host = "127.0.0.1" } = configuration;
  const folder = new TemporaryFolder();
  const port = configuration.port ?? (await freePort());
  for (const [name, text] of Object.entries(files)) writeFileSync(folder.file(name), text);
  const conf = folder.file("knot.conf");
  writeFileSync(
    conf,
    `server:
  rundir: ${folder.path}
  listen: ${host}@${String(port)}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
${server}
database:
  storage: ${folder.path}
log:
  - target: stderr
    any: info
template:
  - id: default
    storage: ${folder.path}
${sections}
`,
  );
  return startNameServer(folder, { command: ["knotd", "-c", conf], port, host, ready });
}
