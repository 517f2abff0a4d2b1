import { serverAndWrk, serverMetrics } from "../load/server-and-wrk.js";
import { isInstalled } from "../load/wrk.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */

const small = { service: /** @type {const} */ ("files"), path: "/4k.bin" };
const large = bulk("/1m.bin");
const streamed = bulk("/16m.bin");

/** @param {string} path */
function bulk(path) {
  return {
    service: /** @type {const} */ ("files"),
    path,
    load: { connections: 16 },
    counts: /** @type {const} */ ("bytes"),
  };
}

/** @type {Benchmark[]} */
const againstNode = [
  {
    name: "a file of 4 KiB, against node:http and a file stream",
    rounds: 5,
    metrics: serverMetrics(),
    ours: serverAndWrk("twist", small),
    theirs: serverAndWrk("node-http", small),
  },
  {
    name: "a file of 1 MiB, against node:http and a file stream",
    rounds: 7,
    metrics: serverMetrics(1.5, "MB"),
    ours: serverAndWrk("twist", large),
    theirs: serverAndWrk("node-http", large),
  },
  {
    name: "a file of 16 MiB, never in memory, against node:http and a file stream",
    rounds: 7,
    metrics: serverMetrics(1, "MB"),
    ours: serverAndWrk("twist", streamed),
    theirs: serverAndWrk("node-http", streamed),
  },
];

/** @type {Benchmark[]} */
const againstNginx = [
  {
    name: "a file of 4 KiB, against nginx",
    rounds: 9,
    metrics: serverMetrics(1),
    ours: serverAndWrk("twist", small),
    theirs: serverAndWrk("nginx", small),
  },
  {
    name: "a file of 1 MiB, against nginx",
    rounds: 5,
    metrics: serverMetrics(undefined, "MB"),
    ours: serverAndWrk("twist", large),
    theirs: serverAndWrk("nginx", large),
  },
];

/** nginx is no package of npm's: where it isn't installed, nothing is compared with it. */
const hasNginx = isInstalled("nginx");
if (!hasNginx) process.stderr.write("nginx isn't installed: the benchmarks against it are left out\n");

export const fileBenchmarks = hasNginx ? [...againstNode, ...againstNginx] : againstNode;
