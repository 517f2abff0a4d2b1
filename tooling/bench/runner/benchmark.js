/**
 * One thing that is measured, on ours and on theirs in turn.
 *
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {number} rounds How often each side is measured; the two alternate.
 * @property {number} [warmUpRounds] Rounds before these, which aren't counted. Default: 1.
 * @property {readonly Metric[]} metrics What a measurement yields, each a row of the table.
 * @property {() => Promise<Side>} ours
 * @property {() => Promise<Side>} theirs
 */

/**
 * @typedef {object} Metric
 * @property {string} name
 * @property {string} unit
 * @property {Target} [target] Of the ratio ours / theirs. Left out: the row is for information.
 */

/** @typedef {{ atLeast: number } | { atMost: number }} Target */

/**
 * One side, ready to be measured.
 *
 * @typedef {object} Side
 * @property {() => Promise<Readonly<Record<string, number>>>} measure One measurement: a number for each metric.
 * @property {() => Promise<void>} close
 */

/**
 * What came of one metric.
 *
 * @typedef {object} Row
 * @property {string} benchmark
 * @property {string} metric
 * @property {string} unit
 * @property {number} ours Median.
 * @property {number} theirs Median.
 * @property {number} ratio Median of the rounds' ratios.
 * @property {readonly [number, number]} interval The 95 % confidence interval of `ratio`.
 * @property {number} rounds
 * @property {Target} [target]
 * @property {"ok" | "miss" | undefined} verdict
 */

// A file of types.
export {};
