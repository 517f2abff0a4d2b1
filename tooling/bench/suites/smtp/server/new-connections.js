import { messageMetrics, serverAndLoad } from "../load/server-and-load.js";
import { hasTwisted } from "../peers/python.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

const load = { way: /** @type {const} */ ("newConnections"), bytes: 10 * 1024, connections: 16 };

/** Twisted is no package of npm's: where it isn't installed, nothing is compared with it. */
if (!hasTwisted) process.stderr.write("python3-twisted isn't installed: the benchmark against it is left out\n");

/** @type {Benchmark[]} */
export const newConnectionBenchmarks = [
  ...(hasTwisted ? [against("Debian's Twisted", "twisted", 9, 1.5)] : []),
  against("smtp-server", "smtp-server", 5),
  against("bare node:net", "bare-net", 5),
];

/**
 * @param {string} name
 * @param {string} peer
 * @param {number} rounds
 * @param {number} [atLeast]
 * @returns {Benchmark}
 */
function against(name, peer, rounds, atLeast) {
  return {
    name: `10 KiB, a connection for each message, against ${name}`,
    rounds,
    metrics: messageMetrics(atLeast),
    ours: serverAndLoad("twist", load),
    theirs: serverAndLoad(peer, load),
  };
}
