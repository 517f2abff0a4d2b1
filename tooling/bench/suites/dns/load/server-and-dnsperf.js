import { Program } from "../../../runner/program.js";
import { writeQueries } from "../peers/zone.js";
import { dnsperf, slowestOfHundred } from "./dnsperf.js";

/** @typedef {import("../../../runner/benchmark.js").Side} Side */
/** @typedef {import("../peers/serve.js").Ports} Ports */

/** What all servers are measured by. @param {number} [atLeast] The target of the first. */
export function serverMetrics(atLeast) {
  const target = atLeast === undefined ? {} : { target: { atLeast } };
  return [
    { name: "per CPU second", unit: "queries", ...target },
    { name: "per second", unit: "queries" },
    { name: "p99 at 4,000 queries a second", unit: "µs" },
  ];
}

/**
 * A side that is a server on a core of its own, with `dnsperf` on the other: what it answered for each second that it kept its core busy, and for each
 * second on the wall.
 *
 * @param {string} peer The script in `peers/`, without its ending.
 * @param {keyof Ports} service
 * @returns {() => Promise<Side>}
 */
export function serverAndDnsperf(peer, service) {
  return async () => {
    const server = new Program(new URL(`../peers/${peer}.js`, import.meta.url), { core: 0 });
    const ports = /** @type {Ports} */ (await server.ask("listen"));
    const target = { port: ports[service] ?? 0, queries: writeQueries(service === "forward" ? "one" : service) };
    return {
      measure: async () => {
        const before = /** @type {number} */ (await server.ask("busySeconds"));
        const { answered, seconds } = await dnsperf(target);
        const busy = /** @type {number} */ (await server.ask("busySeconds")) - before;
        return {
          "per CPU second": answered / busy,
          "per second": answered / seconds,
          "p99 at 4,000 queries a second": await slowestOfHundred(target),
        };
      },
      close: async () => {
        await server.ask("stop");
        await server.close();
      },
    };
  };
}
