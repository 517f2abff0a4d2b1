/** @typedef {import("./benchmark.js").Row} Row */

const headings = ["benchmark", "metric", "ours", "theirs", "unit", "ratio", "95 % interval", "target", ""];

/** The columns that hold numbers, set flush right. */
const numeric = new Set([2, 3, 5]);

/**
 * Results for people to read.
 *
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function formatTable(rows) {
  const cells = rows.map((row, index) => [
    rows[index - 1]?.benchmark === row.benchmark ? "" : row.benchmark,
    row.metric,
    formatNumber(row.ours),
    formatNumber(row.theirs),
    row.unit,
    row.ratio.toFixed(2),
    `${row.interval[0].toFixed(2)} to ${row.interval[1].toFixed(2)}`,
    formatTarget(row),
    row.verdict ?? "",
  ]);
  const lines = [headings, ...cells];
  const widths = headings.map((_heading, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [headings, rule, ...cells].map((line) => formatLine(line, widths)).join("\n");
}

/**
 * @param {readonly string[]} line
 * @param {readonly number[]} widths
 */
function formatLine(line, widths) {
  return line
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      return numeric.has(column) ? cell.padStart(width) : cell.padEnd(width);
    })
    .join("  ")
    .trimEnd();
}

/** @param {Row} row */
function formatTarget({ target }) {
  if (target === undefined) return "";
  return "atLeast" in target ? `≥ ${target.atLeast.toFixed(2)}` : `≤ ${target.atMost.toFixed(2)}`;
}

/** @param {number} value */
function formatNumber(value) {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4, useGrouping: true });
}
