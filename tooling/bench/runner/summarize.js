import { median, quantile, sampleWithReplacement } from "simple-statistics";

/** @typedef {import("./benchmark.js").Metric} Metric */
/** @typedef {import("./benchmark.js").Row} Row */
/** @typedef {import("./benchmark.js").Target} Target */

const resamples = 2_000;

/**
 * Two series of measurements, taken in turn, as one row. A round's ratio compares two measurements that were taken one right after the
 * other, so that what slows the whole machine for a while slows both. The median of these ratios counts, since the odd
 * round is always disturbed by something; its 95 % confidence interval is a bootstrap's.
 *
 * @param {string} benchmark
 * @param {Metric} metric
 * @param {readonly number[]} ours One for each round.
 * @param {readonly number[]} theirs
 * @returns {Row}
 */
export function summarize(benchmark, metric, ours, theirs) {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? NaN));
  const medians = Array.from({ length: resamples }, () => median(sampleWithReplacement(ratios, ratios.length)));
  const ratio = median(ratios);
  return {
    benchmark,
    metric: metric.name,
    unit: metric.unit,
    ours: median([...ours]),
    theirs: median([...theirs]),
    ratio,
    interval: [quantile(medians, 0.025), quantile(medians, 0.975)],
    rounds: ratios.length,
    ...(metric.target === undefined ? {} : { target: metric.target }),
    verdict: metric.target === undefined ? undefined : judge(ratio, metric.target),
  };
}

/**
 * @param {number} ratio
 * @param {Target} target
 */
function judge(ratio, target) {
  const reached = "atLeast" in target ? ratio >= target.atLeast : ratio <= target.atMost;
  return reached ? "ok" : "miss";
}
