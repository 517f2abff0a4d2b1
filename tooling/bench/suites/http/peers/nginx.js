/** nginx with one worker, as Debian's configuration has it but for the log and for the number of requests on a connection, which is ours. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadBusySeconds } from "../../../runner/busy-seconds.js";
import { accepts, freePort } from "../../../runner/tcp-port.js";
import { makeFiles } from "./files.js";
import { serve } from "./serve.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let nginx;

serve(start, { busySeconds: () => threadBusySeconds(nginx?.pid ?? 0), stop });
process.on("exit", stop);

async function start() {
  const directory = makeFiles();
  const port = await freePort();
  const configuration = join(directory, "nginx.conf");
  writeFileSync(configuration, configurationFor(port, directory));
  nginx = spawn("nginx", ["-p", directory, "-c", configuration, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await accepts(port, nginx);
  return { files: port };
}

/**
 * @param {number} port
 * @param {string} root
 */
function configurationFor(port, root) {
  return `
    daemon off; master_process off; pid ${root}/nginx.pid;
    events { worker_connections 16384; }
    http {
      sendfile on; tcp_nopush on; access_log off; default_type application/octet-stream;
      keepalive_requests 10000; client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy;
      fastcgi_temp_path ${root}/fastcgi; uwsgi_temp_path ${root}/uwsgi; scgi_temp_path ${root}/scgi;
      server { listen 127.0.0.1:${String(port)} backlog=4096; root ${root}; }
    }`;
}

function stop() {
  nginx?.kill("SIGKILL");
}
