import { summarize } from "./summarize.js";

/** @typedef {import("./benchmark.js").Benchmark} Benchmark */
/** @typedef {import("./benchmark.js").Row} Row */

/**
 * Runs benchmarks one after another.
 *
 * @param {readonly Benchmark[]} benchmarks
 * @returns {Promise<Row[]>}
 */
export async function runSuite(benchmarks) {
  const rows = [];
  for (const benchmark of benchmarks) {
    const startedAt = performance.now();
    process.stderr.write(`${benchmark.name} …`);
    rows.push(...(await runBenchmark(benchmark)));
    process.stderr.write(` ${((performance.now() - startedAt) / 1_000).toFixed(1)} s\n`);
  }
  return rows;
}

/**
 * @param {Benchmark} benchmark
 * @returns {Promise<Row[]>}
 */
async function runBenchmark({ name, rounds, warmUpRounds = 1, metrics, ours: makeOurs, theirs: makeTheirs }) {
  const sides = [await makeOurs(), await makeTheirs()];
  /** @type {Readonly<Record<string, number>>[][]} */
  const measured = [[], []];
  try {
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      // Which side goes first changes with the round, so that neither always finds the machine as the other left it.
      for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const result = await sides[index]?.measure();
        if (round >= 0 && result !== undefined) measured[index]?.push(result);
      }
    }
  } finally {
    for (const side of sides) await side.close();
  }
  const [ours = [], theirs = []] = measured;
  return metrics.map((metric) => {
    return summarize(name, metric, series(ours, metric.name), series(theirs, metric.name));
  });
}

/**
 * @param {readonly Readonly<Record<string, number>>[]} results
 * @param {string} metric
 */
function series(results, metric) {
  return results.map((result) => {
    const value = result[metric];
    if (value === undefined) throw new Error(`a measurement gave no "${metric}"`);
    return value;
  });
}
