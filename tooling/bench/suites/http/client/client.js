import { Program } from "../../../runner/program.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */
/** @typedef {import("../peers/serve.js").Ports} Ports */

/** @type {Benchmark[]} */
export const clientBenchmarks = [
  // Like with like: neither follows redirects or decodes content.
  benchmark("client: Agent.request, against undici's Pool.request", { ours: "agent", theirs: "request" }, 1.2),
  benchmark("client: request (redirects, decoding), against undici's Pool.request", {
    ours: "request",
    theirs: "request",
  }),
  benchmark("client: fetch, against undici's fetch", { ours: "fetch", theirs: "fetch" }, 4),
];

/**
 * @param {string} name
 * @param {{ ours: string, theirs: string }} ways
 * @param {number} [atLeast]
 * @returns {Benchmark}
 */
function benchmark(name, ways, atLeast) {
  const target = atLeast === undefined ? {} : { target: { atLeast } };
  return {
    name,
    rounds: 12,
    warmUpRounds: 3,
    metrics: [
      { name: "per CPU second", unit: "requests", ...target },
      { name: "per second", unit: "requests" },
    ],
    ours: side("twist", ways.ours),
    theirs: side("undici", ways.theirs),
  };
}

/**
 * A client on a core of its own; what it asks is a server that does next to nothing, on the other.
 *
 * @param {string} client
 * @param {string} way
 * @returns {() => Promise<import("../../../runner/benchmark.js").Side>}
 */
function side(client, way) {
  return async () => {
    const asking = new Program(new URL(`${client}.js`, import.meta.url), { core: 0 });
    const server = new Program(new URL("../peers/bare-net.js", import.meta.url), { core: 1 });
    const { hello: port } = /** @type {Ports} */ (await server.ask("listen"));
    return {
      measure: () => asking.ask("measure", { way, port }),
      close: async () => {
        await Promise.all([asking.close(), server.close()]);
      },
    };
  };
}
