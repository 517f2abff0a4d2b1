import { Program } from "../../../runner/program.js";

/** @typedef {{ rss: number, heapUsed: number, external: number }} Memory */

const connections = 10_000;

/** So many come and go before, so that what is made once isn't counted. */
const warmUp = 200;

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const idleBenchmark = {
  name: "10,000 idle connections",
  rounds: 2,
  // Each measurement has its own process, and there is nothing to warm up.
  warmUpRounds: 0,
  metrics: [
    { name: "resident memory", unit: "bytes each", target: { atMost: 1.3 } },
    { name: "heap", unit: "bytes each", target: { atMost: 1.3 } },
  ],
  ours: side(new URL("ours.js", import.meta.url)),
  theirs: side(new URL("theirs.js", import.meta.url)),
};

/**
 * @param {URL} script
 * @returns {() => Promise<import("../../../runner/benchmark.js").Side>}
 */
function side(script) {
  return async () => ({
    measure: () => measure(script),
    close: () => Promise.resolve(),
  });
}

/**
 * In a fresh process, since memory that was in use once stays with the process.
 *
 * @param {URL} script
 */
async function measure(script) {
  const server = new Program(script, { core: 0, nodeFlags: ["--expose-gc"], manyFiles: true });
  const load = new Program(new URL("load.js", import.meta.url), { core: 1, manyFiles: true });
  try {
    const { echo: port } = /** @type {{ echo: number }} */ (await server.ask("listen"));
    await load.ask("holdIdle", { port, connections: warmUp });
    await load.ask("dropIdle");
    const before = /** @type {Memory} */ (await server.ask("memory"));
    await load.ask("holdIdle", { port, connections });
    const after = /** @type {Memory} */ (await server.ask("memory"));
    return {
      "resident memory": (after.rss - before.rss) / connections,
      heap: (after.heapUsed - before.heapUsed) / connections,
    };
  } finally {
    await Promise.all([load.close(), server.close()]);
  }
}
