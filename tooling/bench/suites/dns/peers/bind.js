import { createSocket } from "node:dgram";
import { once } from "node:events";

/**
 * A socket on any port of this machine.
 *
 * @param {(socket: import("node:dgram").Socket, data: Buffer, from: import("node:dgram").RemoteInfo) => void} received
 * @returns {Promise<number>} The port.
 */
export async function bind(received) {
  const socket = createSocket("udp4");
  socket.on("message", (data, from) => {
    received(socket, data, from);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  // As much as ours asks for, so that none loses what the others keep.
  socket.setRecvBufferSize(1_048_576);
  return socket.address().port;
}
