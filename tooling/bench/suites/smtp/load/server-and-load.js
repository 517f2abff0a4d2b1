import { Program } from "../../../runner/program.js";
import { measured, warmUp } from "./duration.js";

/** @typedef {import("../../../runner/benchmark.js").Side} Side */

/**
 * @typedef {object} LoadOptions
 * @property {"lockStep" | "pipelined" | "newConnections"} way
 * @property {number} bytes Of a message.
 * @property {number} [connections] Default: 8.
 */

/** What all servers are measured by. @param {number} [atLeast] The target of the first. */
export function messageMetrics(atLeast) {
  const target = atLeast === undefined ? {} : { target: { atLeast } };
  return [
    { name: "per CPU second", unit: "messages", ...target },
    { name: "per second", unit: "messages" },
  ];
}

/**
 * A side that is a server on a core of its own, with the load on the other.
 *
 * @param {string} peer The script in `peers/`, without its ending.
 * @param {LoadOptions} options
 * @returns {() => Promise<Side>}
 */
export function serverAndLoad(peer, { way, bytes, connections = 8 }) {
  return async () => {
    const server = new Program(new URL(`../peers/${peer}.js`, import.meta.url), { core: 0, manyFiles: true });
    const client = new Program(new URL("load.js", import.meta.url), { core: 1, manyFiles: true });
    const port = /** @type {number} */ (await server.ask("listen"));
    await client.ask(way, { port, bytes, connections, amount: warmUp });
    return {
      measure: async () => {
        const before = /** @type {number} */ (await server.ask("busySeconds"));
        const load = { port, bytes, connections, amount: measured };
        const { messages, seconds } = /** @type {{ messages: number, seconds: number }} */ (
          await client.ask(way, load)
        );
        const busy = /** @type {number} */ (await server.ask("busySeconds")) - before;
        return { "per CPU second": messages / busy, "per second": messages / seconds };
      },
      close: async () => {
        await server.ask("stop");
        await Promise.all([client.close(), server.close()]);
      },
    };
  };
}
