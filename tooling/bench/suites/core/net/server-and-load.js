import { Program } from "../../../runner/program.js";

/** @typedef {import("../../../runner/benchmark.js").Side} Side */
/** @typedef {"echo" | "source"} Service */

/**
 * What one run of the load counted.
 *
 * @typedef {{ amount: number, seconds: number }} Load
 */

/**
 * A side that is a server on a core of its own, and a load on another. Each measurement gives the amount of work done for each second
 * that the server kept its core busy, and for each second on the wall.
 *
 * @param {URL} script The servers.
 * @param {{ service: Service, request: string, load: Readonly<Record<string, number>>, scale?: number }} options
 *   `load` goes to load.js with `request`; `scale` divides the amount that it counts.
 * @returns {() => Promise<Side>}
 */
export function serverAndLoad(script, { service, request, load, scale = 1 }) {
  return async () => {
    const server = new Program(script, { core: 0 });
    const client = new Program(new URL("load.js", import.meta.url), { core: 1 });
    const ports = /** @type {Record<Service, number>} */ (await server.ask("listen"));
    return {
      measure: async () => {
        const before = /** @type {NodeJS.CpuUsage} */ (await server.ask("cpu"));
        const { amount, seconds } = /** @type {Load} */ (await client.ask(request, { ...load, port: ports[service] }));
        const after = /** @type {NodeJS.CpuUsage} */ (await server.ask("cpu"));
        const busySeconds = (after.user - before.user + after.system - before.system) / 1e6;
        return { "per CPU second": amount / scale / busySeconds, "per second": amount / scale / seconds };
      },
      close: async () => {
        await Promise.all([client.close(), server.close()]);
      },
    };
  };
}
