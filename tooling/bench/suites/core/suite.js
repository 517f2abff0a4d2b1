/** The ground floor against what Node gives: promises, timers, and a bare `node:net` server. */
import { bulkBenchmark } from "./net/bulk.js";
import { deferredBenchmark } from "./deferred/benchmark.js";
import { echoBenchmark } from "./net/echo.js";
import { idleBenchmark } from "./net/idle.js";
import { sourceBenchmark } from "./net/source.js";
import { timersBenchmark } from "./timers/benchmark.js";

/** @type {import("../../runner/benchmark.js").Benchmark[]} */
export const suite = [deferredBenchmark, timersBenchmark, echoBenchmark, bulkBenchmark, sourceBenchmark, idleBenchmark];
