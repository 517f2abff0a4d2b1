/** nginx with one worker, as Debian's configuration has it but for the log and for the number of requests on a connection, which is ours. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFiles } from "./files.js";
import { listen } from "./listen.js";
import { serve } from "./serve.js";

/** @type {import("node:child_process").ChildProcess | undefined} */
let nginx;

serve(start, { busySeconds, stop });
process.on("exit", stop);

async function start() {
  const directory = makeFiles();
  const port = await freePort();
  const configuration = join(directory, "nginx.conf");
  writeFileSync(configuration, configurationFor(port, directory));
  nginx = spawn("nginx", ["-p", directory, "-c", configuration, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  while (!(await accepts(port))) {
    if (nginx.exitCode !== null) throw new Error("nginx doesn't start");
    await sleep(20);
  }
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

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}

/** The time that nginx's one thread was on a processor: the first number of its schedstat, in nanoseconds. */
function busySeconds() {
  const [nanoseconds] = readFileSync(`/proc/${String(nginx?.pid)}/schedstat`, "latin1").split(" ");
  return Number(nanoseconds) / 1e9;
}

function stop() {
  nginx?.kill("SIGKILL");
}
