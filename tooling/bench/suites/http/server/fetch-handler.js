import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

const route = serverAndWrk("fastify", { service: "fetch" });

/**
 * Node's own `new Response("…")` costs about as much as a request to fastify does, reading it as much again: what can be reached with it is there to be
 * seen, the target is for the `Response` of @twist/http.
 *
 * @type {Benchmark[]}
 */
export const fetchHandlerBenchmarks = [
  {
    name: "a fetch handler, against a route of fastify",
    rounds: 9,
    metrics: serverMetrics(1.2),
    ours: serverAndWrk("twist", { service: "lightFetch" }),
    theirs: route,
  },
  {
    name: "a fetch handler with Node's Response, against a route of fastify",
    rounds: 5,
    metrics: serverMetrics(),
    ours: serverAndWrk("twist", { service: "fetch" }),
    theirs: route,
  },
  {
    name: "an application of Hono's, against @hono/node-server",
    rounds: 7,
    metrics: serverMetrics(),
    ours: serverAndWrk("hono-twist", { service: "fetch" }),
    theirs: serverAndWrk("hono-node-server", { service: "fetch" }),
  },
  {
    name: "an application of Hono's, against a route of fastify",
    rounds: 7,
    metrics: serverMetrics(1.2),
    ours: serverAndWrk("hono-twist", { service: "fetch" }),
    theirs: route,
  },
];
