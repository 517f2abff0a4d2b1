/** DNS against what people use today. The server has one core, the load (dnsperf) the other. */
import { codecBenchmarks } from "./codec/codec.js";
import { isInstalled } from "./load/dnsperf.js";
import { authoritativeBenchmarks } from "./server/authoritative.js";
import { forwardingBenchmarks } from "./server/forwarding.js";

if (!isInstalled("dnsperf")) throw new Error("this suite needs dnsperf (on Debian: apt-get install dnsperf)");

/** @type {import("../../runner/benchmark.js").Benchmark[]} */
export const suite = [...authoritativeBenchmarks, ...forwardingBenchmarks, ...codecBenchmarks];
