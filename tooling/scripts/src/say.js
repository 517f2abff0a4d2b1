/**
 * One line on standard error about what goes on, so that standard output holds only results.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`twist: ${line}\n`);
}
