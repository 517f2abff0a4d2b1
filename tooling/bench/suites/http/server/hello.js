import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

const load = { service: /** @type {const} */ ("hello") };

/** @type {Benchmark[]} */
export const helloBenchmarks = [
  {
    name: "hello world, against node:http",
    rounds: 9,
    metrics: serverMetrics(1.5),
    ours: serverAndWrk("twist", load),
    theirs: serverAndWrk("node-http", load),
  },
  {
    name: "hello world, against fastify",
    rounds: 5,
    metrics: serverMetrics(),
    ours: serverAndWrk("twist", load),
    theirs: serverAndWrk("fastify", load),
  },
  {
    name: "hello world, against bare node:net",
    rounds: 5,
    metrics: serverMetrics(),
    ours: serverAndWrk("twist", load),
    theirs: serverAndWrk("bare-net", load),
  },
];
