import { mkdirSync, writeFileSync } from "node:fs";
import { connectWhenReady } from "./connect-when-ready.js";
import { freePort } from "./free-port.js";
import { RunningProgram } from "./running-program.js";
import { TemporaryFolder } from "./temporary-folder.js";

/** An nginx that runs, and its folder. */
export interface RunningNginx extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly folder: TemporaryFolder;
}

/** What stands in nginx's `http { … }` before the server, and in its `server { … }`. */
export interface NginxConfiguration {
  readonly http?: string;
  readonly server: (folder: TemporaryFolder) => string;
}

/** Starts an nginx of one process, with all that it writes in a folder of its own. */
export async function startNginx({ http = "", server }: NginxConfiguration): Promise<RunningNginx> {
  const folder = new TemporaryFolder();
  const port = await freePort();
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  for (const kind of kinds) mkdirSync(folder.file(kind));
  writeFileSync(
    folder.file("nginx.conf"),
    `daemon off; master_process off; pid ${folder.file("nginx.pid")}; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder.file(kind)};`).join("\n  ")}
  types { text/plain txt; text/html html; }
  ${http}
  server { listen 127.0.0.1:${String(port)}; ${server(folder)} }
}
`,
  );
  const program = new RunningProgram("nginx", ["-e", "stderr", "-p", folder.path, "-c", folder.file("nginx.conf")]);
  const stop = async (): Promise<void> => {
    await program[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  try {
    (await connectWhenReady(port)).destroy();
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, url: `http://127.0.0.1:${String(port)}`, folder, [Symbol.asyncDispose]: stop };
}
