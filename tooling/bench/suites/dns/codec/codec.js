import { scriptSide } from "../../../runner/script-side.js";

/** The codec alone: a response of eight records. @type {import("../../../runner/benchmark.js").Benchmark[]} */
export const codecBenchmarks = [
  {
    name: "codec, against dns-packet",
    rounds: 15,
    metrics: [
      { name: "decode 8 records", unit: "ns CPU", target: { atMost: 1 / 2 } },
      { name: "encode 8 records", unit: "ns CPU", target: { atMost: 1 / 5 } },
    ],
    ours: scriptSide(new URL("ours.js", import.meta.url)),
    theirs: scriptSide(new URL("theirs.js", import.meta.url)),
  },
];
