import { Program } from "./program.js";

/** @typedef {import("./benchmark.js").Side} Side */

/**
 * A side that is one script, which answers `measure` with a number for each metric.
 *
 * @param {URL} script
 * @returns {() => Promise<Side>}
 */
export function scriptSide(script) {
  return async () => {
    const program = new Program(script, { core: 0, nodeFlags: ["--expose-gc"] });
    return {
      measure: () => program.ask("measure"),
      close: () => program.close(),
    };
  };
}
