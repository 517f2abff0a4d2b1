import { once } from "node:events";

/**
 * Has a server of Node's listen on any port of this machine.
 *
 * @param {import("node:net").Server} server
 * @returns {Promise<number>} The port.
 */
export async function listen(server) {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return address.port;
}
