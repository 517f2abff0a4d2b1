import { writeFileSync } from "node:fs";
import { freePort } from "../free-port.js";
import { TemporaryFolder } from "../temporary-folder.js";
import { type RunningNameServer, startNameServer } from "./name-server.js";

/** What BIND is to do. */
export interface NamedConfiguration {
  /** Zone files, by the name that they have in the server's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** In `options { … }`. */
  readonly options?: string;
  /** Beside it: `zone`, `key` and the like. */
  readonly statements?: string | ((folder: TemporaryFolder) => string);
  /** Names that it answers for once it is ready. @default the root */
  readonly ready?: readonly string[];
}

/** Starts BIND on a free port. It answers for its own zones alone unless `options` say more. */
export async function startNamed(configuration: NamedConfiguration): Promise<RunningNameServer> {
  const { files = {}, options = "", statements = "", ready } = configuration;
  const folder = new TemporaryFolder();
  const port = await freePort();
  for (const [name, text] of Object.entries(files)) writeFileSync(folder.file(name), text);
  const conf = folder.file("named.conf");
  writeFileSync(
    conf,
    `options {
  directory "${folder.path}";
  listen-on port ${String(port)} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  dnssec-validation no;
  ${/\brecursion\b/.test(options) ? "" : "recursion no;"}
  notify-delay 0;
  startup-notify-rate 100;
  ${options}
};
controls { };
${typeof statements === "string" ? statements : statements(folder)}
`,
  );
  return startNameServer(folder, { command: ["named", "-g", "-n", "1", "-c", conf], port, ready });
}
