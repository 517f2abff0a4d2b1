import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";

const load = { service: /** @type {const} */ ("fetch") };

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const fetchHandlerBenchmark = {
  name: "a fetch handler, against a route of fastify",
  rounds: 9,
  metrics: serverMetrics(1.2),
  ours: serverAndWrk("twist", load),
  theirs: serverAndWrk("fastify", load),
};
