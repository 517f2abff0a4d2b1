import { serverAndLoad } from "./server-and-load.js";

const options = {
  service: /** @type {const} */ ("source"),
  request: "takeBytes",
  load: { connections: 4, seconds: 0.3 },
  scale: 1e6,
};

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const sourceBenchmark = {
  name: "TCP bulk, sent with backpressure on 4 connections",
  rounds: 12,
  metrics: [
    { name: "per CPU second", unit: "MB", target: { atLeast: 0.9 } },
    { name: "per second", unit: "MB", target: { atLeast: 0.9 } },
  ],
  ours: serverAndLoad(new URL("ours.js", import.meta.url), options),
  theirs: serverAndLoad(new URL("theirs.js", import.meta.url), options),
};
