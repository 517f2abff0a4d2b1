/** For programs that can't choose a port themselves, and don't tell when they are there. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP port of this machine that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return address.port;
}

/**
 * Waits until somebody accepts connections there.
 *
 * @param {number} port
 * @param {import("node:child_process").ChildProcess} [server] Whose end is an error.
 */
export async function accepts(port, server) {
  while (!(await isAccepted(port))) {
    if (server !== undefined && server.exitCode !== null) throw new Error(`${server.spawnfile} doesn't start`);
    await sleep(20);
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function isAccepted(port) {
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
