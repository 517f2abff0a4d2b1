import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** SOA of example.com, with RD. */
const query = Buffer.from("000001000001000000000000076578616d706c6503636f6d0000060001", "hex");

/**
 * Waits until a server that was just started answers for the zone.
 *
 * @param {number} port
 * @param {import("node:child_process").ChildProcess} server
 */
export async function answers(port, server) {
  while (!(await isAnswered(port))) {
    if (server.exitCode !== null) throw new Error(`${server.spawnfile} doesn't start`);
    await sleep(20);
  }
}

/** @param {number} port @returns {Promise<boolean>} */
async function isAnswered(port) {
  const socket = createSocket("udp4");
  socket.on("error", () => undefined);
  socket.send(query, port, "127.0.0.1");
  const answer = once(socket, "message").then((/** @type {Buffer[]} */ [data]) => ((data?.[3] ?? 0) & 15) === 0);
  const answered = await Promise.race([answer, sleep(100, false)]);
  socket.close();
  return answered;
}
