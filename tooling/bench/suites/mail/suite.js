/** A mail server, from the connection to the disk, against what people use today. What is measured has one core, the load the other. */
import { deliveryBenchmarks } from "./delivery/delivery.js";

/** @type {import("../../runner/benchmark.js").Benchmark[]} */
export const suite = [...deliveryBenchmarks];
