import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";

const load = { service: /** @type {const} */ ("hello"), load: { pipelined: 16 } };

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const pipelinedBenchmark = {
  name: "hello world, 16 pipelined, against node:http",
  rounds: 7,
  metrics: serverMetrics(6),
  ours: serverAndWrk("twist", load),
  theirs: serverAndWrk("node-http", load),
};
