/** Holds connections to a server, in a process of its own. */
import { once } from "node:events";
import { connect } from "node:net";
import { answer } from "../../../runner/answer.js";

const request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: idle\r\n\r\n";

/** @type {import("node:net").Socket[]} */
let idle = [];

answer({ hold, drop });

/**
 * Opens connections that then say nothing.
 *
 * @param {{ port: number, connections: number, asks: boolean }} options `asks`: each sends one request first, and takes the answer.
 */
async function hold({ port, connections, asks }) {
  while (idle.length < connections) {
    const sockets = Array.from({ length: Math.min(500, connections - idle.length) }, () => connect(port, "127.0.0.1"));
    await Promise.all(
      sockets.map(async (socket) => {
        await once(socket, "connect");
        if (!asks) return;
        socket.write(request);
        await once(socket, "data");
      }),
    );
    idle.push(...sockets);
  }
}

async function drop() {
  const sockets = idle;
  idle = [];
  await Promise.all(
    sockets.map(async (socket) => {
      const closed = once(socket, "close");
      socket.destroy();
      await closed;
    }),
  );
}
