import { scriptSide } from "../../../runner/script-side.js";

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const timersBenchmark = {
  name: "100,000 timers against setTimeout",
  rounds: 7,
  metrics: [
    { name: "create and cancel", unit: "ns CPU each" },
    { name: "create and fire", unit: "ns CPU each" },
    { name: "put off", unit: "ns CPU each" },
  ],
  ours: scriptSide(new URL("ours.js", import.meta.url)),
  theirs: scriptSide(new URL("theirs.js", import.meta.url)),
};
