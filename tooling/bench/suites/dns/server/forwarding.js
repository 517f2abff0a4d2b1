import { isInstalled } from "../load/dnsperf.js";
import { serverAndDnsperf, serverMetrics } from "../load/server-and-dnsperf.js";

/** Servers that have others answer, and remember: what is asked for is in their caches. @type {import("../../../runner/benchmark.js").Benchmark[]} */
export const forwardingBenchmarks = [
  benchmark("a bare dgram echo", "dgram-echo"),
  benchmark("dns-packet behind dgram", "dns-packet-forwarder"),
  ...(isInstalled("unbound") ? [benchmark("unbound", "unbound")] : []),
];

/**
 * @param {string} title
 * @param {string} peer
 * @returns {import("../../../runner/benchmark.js").Benchmark}
 */
function benchmark(title, peer) {
  return {
    name: `cache of a forwarder, against ${title}`,
    rounds: 7,
    metrics: serverMetrics(),
    ours: serverAndDnsperf("twist-forwarder", "forward"),
    theirs: serverAndDnsperf(peer, "forward"),
  };
}
