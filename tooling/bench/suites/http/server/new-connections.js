import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";

const load = { service: /** @type {const} */ ("hello"), load: { close: true } };

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const newConnectionsBenchmark = {
  name: "a connection for each request, against node:http",
  rounds: 9,
  metrics: serverMetrics(1),
  ours: serverAndWrk("twist", load),
  theirs: serverAndWrk("node-http", load),
};
