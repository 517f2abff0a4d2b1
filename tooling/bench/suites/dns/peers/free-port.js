import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A UDP port of this machine that was free a moment ago, for programs that can't choose one themselves. */
export async function freePort() {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
