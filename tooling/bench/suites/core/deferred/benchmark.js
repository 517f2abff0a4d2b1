import { scriptSide } from "../../../runner/script-side.js";

/** @type {import("../../../runner/benchmark.js").Benchmark} */
export const deferredBenchmark = {
  name: "Deferred against promise",
  rounds: 15,
  metrics: [
    { name: "create, 3 callbacks, fire", unit: "ns CPU", target: { atMost: 1 } },
    { name: "create, fire, await", unit: "ns CPU" },
  ],
  ours: scriptSide(new URL("ours.js", import.meta.url)),
  theirs: scriptSide(new URL("theirs.js", import.meta.url)),
};
