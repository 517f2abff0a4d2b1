import { serverAndLoad } from "./server-and-load.js";

const options = {
  service: /** @type {const} */ ("echo"),
  request: "echoBytes",
  load: { connections: 4, windowBytes: 1_048_576, seconds: 0.3 },
  scale: 1e6,
};

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const bulkBenchmark = {
  name: "TCP bulk, echoed on 4 connections",
  rounds: 12,
  metrics: [
    { name: "per CPU second", unit: "MB", target: { atLeast: 0.9 } },
    { name: "per second", unit: "MB", target: { atLeast: 0.9 } },
  ],
  ours: serverAndLoad(new URL("ours.js", import.meta.url), options),
  theirs: serverAndLoad(new URL("theirs.js", import.meta.url), options),
};
