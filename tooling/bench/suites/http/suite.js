/** HTTP against what people use today. The server has one core, the load (wrk, or a process of Node's) the other. */
import { clientBenchmarks } from "./client/client.js";
import { idleBenchmarks } from "./idle/idle.js";
import { isInstalled } from "./load/wrk.js";
import { fetchHandlerBenchmarks } from "./server/fetch-handler.js";
import { helloBenchmarks } from "./server/hello.js";
import { newConnectionsBenchmark } from "./server/new-connections.js";
import { pipelinedBenchmark } from "./server/pipelined.js";
import { fileBenchmarks } from "./static/files.js";

if (!isInstalled("wrk")) throw new Error("this suite needs wrk (on Debian: apt-get install wrk)");

/** @type {import("../../runner/benchmark.js").Benchmark[]} */
export const suite = [
  ...helloBenchmarks,
  pipelinedBenchmark,
  newConnectionsBenchmark,
  ...fetchHandlerBenchmarks,
  ...fileBenchmarks,
  ...clientBenchmarks,
  ...idleBenchmarks,
];
