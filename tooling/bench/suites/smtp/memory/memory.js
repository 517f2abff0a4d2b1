import { Program } from "../../../runner/program.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/**
 * How much higher memory goes with a message of 1 GiB than with one of 16 MiB. It is the same side twice: what is "theirs" is the small message.
 *
 * @type {Benchmark[]}
 */
export const memoryBenchmarks = [
  {
    name: "server: memory at its peak with a message of 1 GiB, against one of 16 MiB",
    rounds: 3,
    warmUpRounds: 0,
    metrics: [{ name: "resident memory", unit: "MB", target: { atMost: 1.5 } }],
    ours: server(GiB),
    theirs: server(16 * MiB),
  },
  {
    name: "client: memory at its peak with a message of 1 GiB, against one of 16 MiB",
    rounds: 3,
    warmUpRounds: 0,
    metrics: [{ name: "resident memory", unit: "MB", target: { atMost: 1.5 } }],
    ours: client(GiB),
    theirs: client(16 * MiB),
  },
];

/** @param {number} bytes @returns {Benchmark["ours"]} */
function server(bytes) {
  return side(async () => {
    const serving = new Program(new URL("../peers/twist.js", import.meta.url), { core: 0 });
    const sending = new Program(new URL("../load/load.js", import.meta.url), { core: 1 });
    try {
      await sending.ask("hugeMessage", { port: await serving.ask("listen"), bytes });
      return /** @type {number} */ (await serving.ask("peakMemory"));
    } finally {
      await Promise.all([serving.close(), sending.close()]);
    }
  });
}

/** @param {number} bytes @returns {Benchmark["ours"]} */
function client(bytes) {
  return side(async () => {
    const sink = new Program(new URL("../peers/bare-net.js", import.meta.url), { core: 1 });
    const sending = new Program(new URL("send.js", import.meta.url), { core: 0 });
    try {
      return /** @type {number} */ (await sending.ask("send", { port: await sink.ask("listen"), bytes }));
    } finally {
      await Promise.all([sink.close(), sending.close()]);
    }
  });
}

/** Each measurement has its own processes: a peak never goes away. @param {() => Promise<number>} peak @returns {Benchmark["ours"]} */
function side(peak) {
  return () =>
    Promise.resolve({
      measure: async () => ({ "resident memory": (await peak()) / 1e6 }),
      close: () => Promise.resolve(),
    });
}
