import { Program } from "../../../runner/program.js";
import { wrk } from "./wrk.js";

/** @typedef {import("../../../runner/benchmark.js").Side} Side */
/** @typedef {import("../peers/serve.js").Ports} Ports */

/**
 * @typedef {object} LoadOptions
 * @property {keyof Ports} service Which of the peer's servers.
 * @property {string} [path] Default: "/".
 * @property {Omit<import("./wrk.js").WrkOptions, "url">} [load]
 * @property {"requests" | "bytes"} [counts] What the result is of. Default: "requests".
 */

/** What all servers are measured by. @param {number} [atLeast] The target of the first. @param {string} [unit] */
export function serverMetrics(atLeast, unit = "requests") {
  const target = atLeast === undefined ? {} : { target: { atLeast } };
  return [
    { name: "per CPU second", unit, ...target },
    { name: "per second", unit },
  ];
}

/**
 * A side that is a server on a core of its own, with `wrk` on the other: what it answered for each second that it kept its core busy, and for
 * each second on the wall.
 *
 * @param {string} peer The script in `peers/`, without its ending.
 * @param {LoadOptions} options
 * @returns {() => Promise<Side>}
 */
export function serverAndWrk(peer, { service, path = "/", load = {}, counts = "requests" }) {
  return async () => {
    const server = new Program(new URL(`../peers/${peer}.js`, import.meta.url), { core: 0, manyFiles: true });
    const ports = /** @type {Ports} */ (await server.ask("listen"));
    const url = `http://127.0.0.1:${String(ports[service])}${path}`;
    return {
      measure: async () => {
        const before = /** @type {number} */ (await server.ask("busySeconds"));
        const result = await wrk({ url, ...load });
        const busy = /** @type {number} */ (await server.ask("busySeconds")) - before;
        const amount = counts === "bytes" ? result.bytes / 1e6 : result.requests;
        return { "per CPU second": amount / busy, "per second": amount / result.seconds };
      },
      close: async () => {
        await server.ask("stop");
        await server.close();
      },
    };
  };
}
