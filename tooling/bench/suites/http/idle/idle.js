import { Program } from "../../../runner/program.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */
/** @typedef {{ rss: number, heapUsed: number, external: number }} Memory */
/** @typedef {import("../peers/serve.js").Ports} Ports */

const connections = 10_000;

/** So many come and go before, so that what is made once isn't counted. */
const warmUp = 1_000;

/** @type {Benchmark[]} */
export const idleBenchmarks = [
  benchmark("10,000 idle connections after a request each, against bare node:net", "bare-net", true, 1.25),
  benchmark("10,000 idle connections before any request, against bare node:net", "bare-net", false, undefined),
  benchmark("10,000 idle connections after a request each, against node:http", "node-http", true, undefined),
];

/**
 * @param {string} name
 * @param {string} peer
 * @param {boolean} asks Whether each has sent a request.
 * @param {number | undefined} atMost
 * @returns {Benchmark}
 */
function benchmark(name, peer, asks, atMost) {
  const target = atMost === undefined ? {} : { target: { atMost } };
  return {
    name,
    rounds: 3,
    // Each measurement has its own process, and there is nothing to warm up.
    warmUpRounds: 0,
    metrics: [
      { name: "resident memory", unit: "bytes each", ...target },
      { name: "heap", unit: "bytes each" },
    ],
    ours: side("twist", asks),
    theirs: side(peer, asks),
  };
}

/**
 * @param {string} peer
 * @param {boolean} asks
 * @returns {() => Promise<import("../../../runner/benchmark.js").Side>}
 */
function side(peer, asks) {
  return () =>
    Promise.resolve({
      measure: () => measure(new URL(`../peers/${peer}.js`, import.meta.url), asks),
      close: () => Promise.resolve(),
    });
}

/**
 * In a fresh process, since memory that was in use once stays with the process.
 *
 * @param {URL} script
 * @param {boolean} asks
 */
async function measure(script, asks) {
  const server = new Program(script, { core: 0, nodeFlags: ["--expose-gc"], manyFiles: true });
  const load = new Program(new URL("load.js", import.meta.url), { core: 1, manyFiles: true });
  try {
    const { hello: port } = /** @type {Ports} */ (await server.ask("listen"));
    await load.ask("hold", { port, connections: warmUp, asks });
    await load.ask("drop");
    const before = /** @type {Memory} */ (await server.ask("memory"));
    await load.ask("hold", { port, connections, asks });
    const after = /** @type {Memory} */ (await server.ask("memory"));
    return {
      "resident memory": (after.rss - before.rss) / connections,
      heap: (after.heapUsed - before.heapUsed) / connections,
    };
  } finally {
    await Promise.all([load.close(), server.close()]);
  }
}
