import { Program } from "../../../runner/program.js";
import { measured, warmUp } from "../load/duration.js";
import { messageMetrics } from "../load/server-and-load.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

/** @type {Benchmark[]} */
export const clientBenchmarks = [
  benchmark("client: 10 KiB through a pool, against nodemailer's", 10 * 1024, 9, 5),
  benchmark("client: 1 KiB through a pool, against nodemailer's", 1024, 5),
  benchmark("client: 100 KiB through a pool, against nodemailer's", 100 * 1024, 5),
];

/**
 * @param {string} name
 * @param {number} bytes
 * @param {number} rounds
 * @param {number} [atLeast]
 * @returns {Benchmark}
 */
function benchmark(name, bytes, rounds, atLeast) {
  return {
    name,
    rounds,
    metrics: messageMetrics(atLeast),
    ours: side("twist", bytes),
    theirs: side("nodemailer", bytes),
  };
}

/**
 * A client on a core of its own; what it sends to is a server that does next to nothing, on the other.
 *
 * @param {string} client
 * @param {number} bytes
 * @returns {() => Promise<import("../../../runner/benchmark.js").Side>}
 */
function side(client, bytes) {
  return async () => {
    const sending = new Program(new URL(`${client}.js`, import.meta.url), { core: 0 });
    const sink = new Program(new URL("../peers/bare-net.js", import.meta.url), { core: 1 });
    const port = await sink.ask("listen");
    await sending.ask("measure", { port, bytes, amount: warmUp });
    return {
      measure: () => sending.ask("measure", { port, bytes, amount: measured }),
      close: async () => {
        await Promise.all([sending.close(), sink.close()]);
      },
    };
  };
}
