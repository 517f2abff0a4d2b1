/** SMTP against what people use today. What is measured has one core, the other end the other. */
import { clientBenchmarks } from "./client/client.js";
import { memoryBenchmarks } from "./memory/memory.js";
import { newConnectionBenchmarks } from "./server/new-connections.js";
import { transferBenchmarks } from "./server/transfers.js";

/** @type {import("../../runner/benchmark.js").Benchmark[]} */
export const suite = [...transferBenchmarks, ...newConnectionBenchmarks, ...clientBenchmarks, ...memoryBenchmarks];
