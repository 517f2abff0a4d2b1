import { hasTwistedNames, isInstalled } from "../load/dnsperf.js";
import { serverAndDnsperf, serverMetrics } from "../load/server-and-dnsperf.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */
/** @typedef {import("../peers/zone.js").Service} Service */

/** @type {readonly { title: string, peer: string, atLeast?: number }[]} */
const peers = [
  { title: "a bare dgram echo", peer: "dgram-echo", atLeast: 0.8 },
  { title: "dns-packet behind dgram", peer: "dns-packet", atLeast: 1.1 },
  { title: "dns2", peer: "dns2", atLeast: 7 },
  ...present("Twisted names", hasTwistedNames(), { peer: "twisted-names", atLeast: 2 }),
];

/** Servers that answer from their own data. @type {Benchmark[]} */
export const authoritativeBenchmarks = [
  ...peers.map((peer) => benchmark("one A record", "one", peer)),
  ...peers.map((peer) => benchmark("zone of 10,000 names", "mixed", peer)),
  ...present("knot", isInstalled("knotd"), { peer: "knot" }).map((peer) =>
    benchmark("zone of 10,000 names", "mixed", peer),
  ),
];

/**
 * @param {string} what
 * @param {Service} service
 * @param {{ title: string, peer: string, atLeast?: number }} peer
 * @returns {Benchmark}
 */
function benchmark(what, service, { title, peer, atLeast }) {
  return {
    name: `${what}, against ${title}`,
    rounds: 7,
    metrics: serverMetrics(atLeast),
    ours: serverAndDnsperf("twist", service),
    theirs: serverAndDnsperf(peer, service),
  };
}

/**
 * A peer that not every machine has.
 *
 * @param {string} title
 * @param {boolean} isThere
 * @param {{ peer: string, atLeast?: number }} peer
 */
function present(title, isThere, peer) {
  if (isThere) return [{ title, ...peer }];
  process.stderr.write(`skipped: ${title}, which isn't installed\n`);
  return [];
}
