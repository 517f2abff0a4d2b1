import { serverAndLoad } from "./server-and-load.js";

const options = {
  service: /** @type {const} */ ("echo"),
  request: "roundTrips",
  load: { connections: 64, messageBytes: 64, seconds: 0.3 },
};

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const echoBenchmark = {
  name: "TCP echo, 64 bytes on 64 connections",
  rounds: 12,
  metrics: [
    { name: "per CPU second", unit: "round trips", target: { atLeast: 0.9 } },
    { name: "per second", unit: "round trips", target: { atLeast: 0.9 } },
  ],
  ours: serverAndLoad(new URL("ours.js", import.meta.url), options),
  theirs: serverAndLoad(new URL("theirs.js", import.meta.url), options),
};
