/** The same servers on `node:net`, with nothing in between. */
import { once } from "node:events";
import { createServer } from "node:net";
import { measureServers } from "./measure-servers.js";

const measured = measureServers(async () => ({
  echo: await listen((socket) => {
    socket.on("data", (data) => {
      socket.write(data);
    });
  }),
  source: await listen((socket) => {
    const send = () => {
      while (socket.write(measured.chunk));
    };
    socket.on("drain", send);
    send();
  }),
}));

/** @param {(socket: import("node:net").Socket) => void} onConnection */
async function listen(onConnection) {
  const server = createServer({ noDelay: true }, (socket) => {
    // A server that doesn't listen for errors ends with the first connection that is reset.
    socket.on("error", () => socket.destroy());
    onConnection(socket);
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return address.port;
}
