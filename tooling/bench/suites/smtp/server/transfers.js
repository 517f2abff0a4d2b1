import { messageMetrics, serverAndLoad } from "../load/server-and-load.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */
/** @typedef {import("../load/server-and-load.js").LoadOptions} LoadOptions */

const KiB = 1024;

/** @type {Benchmark[]} */
export const transferBenchmarks = [
  ...against("smtp-server", "pipelined", "10 KiB, pipelined", 10 * KiB, 1.8),
  ...against("smtp-server", "lockStep", "10 KiB, lock-step", 10 * KiB, 1.4),
  ...against("smtp-server", "pipelined", "1 KiB, pipelined", KiB),
  ...against("smtp-server", "lockStep", "1 KiB, lock-step", KiB),
  ...against("smtp-server", "pipelined", "100 KiB, pipelined", 100 * KiB),
  ...against("smtp-server", "lockStep", "100 KiB, lock-step", 100 * KiB),
  ...against("bare-net", "pipelined", "10 KiB, pipelined", 10 * KiB),
  ...against("bare-net", "lockStep", "10 KiB, lock-step", 10 * KiB),
];

/**
 * @param {string} peer
 * @param {LoadOptions["way"]} way
 * @param {string} what
 * @param {number} bytes
 * @param {number} [atLeast]
 * @returns {Benchmark[]}
 */
function against(peer, way, what, bytes, atLeast) {
  return [
    {
      name: `${what}, against ${peer === "bare-net" ? "bare node:net" : peer}`,
      rounds: atLeast === undefined ? 5 : 9,
      metrics: messageMetrics(atLeast),
      ours: serverAndLoad("twist", { way, bytes }),
      theirs: serverAndLoad(peer, { way, bytes }),
    },
  ];
}
