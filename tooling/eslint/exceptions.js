/**
 * @typedef {object} Exception
 * @property {string} file Relative to the top folder.
 * @property {readonly string[]} allow Modules (`node:child_process`) and globals (`setTimeout`, `Date.now`).
 * @property {string} reason Why this file can't do without.
 */

/**
 * The files outside `core/src/reactor/node` that may touch the real clock, network or processes, and those in `wire/`
 * and `machine/` that may import a pure module of Node's. ESLint and dependency-cruiser both read this list, and a test
 * holds each entry to an existing file and a reason.
 *
 * @type {readonly Exception[]}
 */
export const exceptions = [
  {
    file: "packages/core/src/reactor/event-loop-turns.ts",
    allow: ["node:worker_threads"],
    reason: "a MessageChannel to itself tells when the microtask and tick queues have run dry; it starts no thread",
  },
  {
    file: "packages/core/test/reactor/clock.test.ts",
    allow: ["process.hrtime"],
    reason: "measures that a hundred thousand timers are quick, in real time",
  },
  {
    file: "packages/core/test/testing/simulated-network/determinism.test.ts",
    allow: ["process.hrtime"],
    reason: "measures that a virtual hour takes seconds, in real time",
  },
  {
    file: "packages/dns/src/client/node-lookup.ts",
    allow: ["node:dns"],
    reason: "the bits of `hints` only, which each system numbers in its own way",
  },
  {
    file: "packages/maildir/src/threads/file-thread.ts",
    allow: ["node:worker_threads"],
    reason:
      "a thread that waits for the disk, which a reactor's workers are too few for: there is one for each processor",
  },
  {
    file: "packages/maildir/src/threads/file-threads.ts",
    allow: ["setImmediate"],
    reason: "gathers the files of one turn of the real event loop; no time passes",
  },
  {
    file: "packages/mail/src/command/system-resolver.ts",
    allow: ["node:dns"],
    reason:
      "what `twist mail` looks MX records up with, which no reactor does; everything else has its resolver injected",
  },
];
