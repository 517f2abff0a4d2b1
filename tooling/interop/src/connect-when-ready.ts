import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const attempts = 100;
const pauseMs = 100;

/** Connects to a port of loopback, again and again until somebody listens there: for programs that don't say when they are ready. */
export async function connectWhenReady(port: number): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return socket;
    } catch (error) {
      if (attempt === attempts) throw new Error(`nobody listens on port ${String(port)}`, { cause: error });
      await sleep(pauseMs);
    }
  }
}
