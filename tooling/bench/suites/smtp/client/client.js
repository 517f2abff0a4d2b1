import { Program } from "../../../runner/program.js";
import { measured, warmUp } from "../load/duration.js";
import { messageMetrics } from "../load/server-and-load.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

/**
 * A pool has few connections, and mails that wait for one: four for each here. A client that pipelines sends the envelope of the next together with the end of the one before. Where no mail
 * waits, nobody can.
 */
const waiting = 32;
const noneWaiting = 8;

/** @type {Benchmark[]} */
export const clientBenchmarks = [
  benchmark("client: 10 KiB through a pool", { bytes: 10 * 1024, mails: waiting, rounds: 9, atLeast: 5 }),
  benchmark("client: 10 KiB through a pool where none waits", { bytes: 10 * 1024, mails: noneWaiting }),
  benchmark("client: 1 KiB through a pool", { bytes: 1024, mails: waiting }),
  benchmark("client: 100 KiB through a pool", { bytes: 100 * 1024, mails: waiting }),
];

/**
 * @param {string} name
 * @param {{ bytes: number, mails: number, rounds?: number, atLeast?: number }} options `mails`: under way at a time.
 * @returns {Benchmark}
 */
function benchmark(name, { bytes, mails, rounds = 5, atLeast }) {
  return {
    name: `${name}, against nodemailer's`,
    rounds,
    metrics: messageMetrics(atLeast),
    ours: side("twist", { bytes, mails }),
    theirs: side("nodemailer", { bytes, mails }),
  };
}

/**
 * A client on a core of its own; what it sends to is a server that does next to nothing, on the other.
 *
 * @param {string} client
 * @param {{ bytes: number, mails: number }} load
 * @returns {() => Promise<import("../../../runner/benchmark.js").Side>}
 */
function side(client, load) {
  return async () => {
    const sending = new Program(new URL(`${client}.js`, import.meta.url), { core: 0 });
    const sink = new Program(new URL("../peers/bare-net.js", import.meta.url), { core: 1 });
    const port = await sink.ask("listen");
    await sending.ask("measure", { port, ...load, amount: warmUp });
    return {
      measure: () => sending.ask("measure", { port, ...load, amount: measured }),
      close: async () => {
        await Promise.all([sending.close(), sink.close()]);
      },
    };
  };
}
