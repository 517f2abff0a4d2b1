import { spawnSync } from "node:child_process";
import { access } from "node:fs/promises";
import { Program } from "../../../runner/program.js";

/** @typedef {import("../../../runner/benchmark.js").Benchmark} Benchmark */
/** @typedef {import("../../../runner/benchmark.js").Side} Side */

const bytes = 10 * 1024;
const connections = 16;
const messages = 10_000;

/** Memory, so that it isn't the disk that is measured; elsewhere the system's folder for temporary files. */
const memory = await access("/dev/shm").then(
  () => "/dev/shm",
  () => undefined,
);

/** @type {Benchmark} */
const postfix = {
  name: "the same, against Postfix's local delivery",
  rounds: 3,
  metrics: metrics(),
  ours: mailServer("twist", true),
  theirs: mailServer("postfix", true),
};

/** @type {Benchmark[]} */
export const deliveryBenchmarks = [
  {
    name: "10 KiB over 16 connections into Maildirs with fsync, against smtp-server writing files without",
    rounds: 7,
    metrics: metrics(1.1),
    ours: mailServer("twist", true),
    theirs: mailServer("smtp-server", false),
  },
  {
    name: "the same, against smtp-server writing files with fsync",
    rounds: 3,
    metrics: metrics(),
    ours: mailServer("twist", true),
    theirs: mailServer("smtp-server", true),
  },
  {
    name: "the same, against node:net writing Maildirs with fsync",
    rounds: 3,
    metrics: metrics(),
    ours: mailServer("twist", true),
    theirs: mailServer("bare-net", true),
  },
  ...(canStartPostfix() ? [postfix] : []),
];

/** Postfix changes to users of its own, which only root may. */
function canStartPostfix() {
  const can = process.getuid?.() === 0 && spawnSync("postconf", ["-d", "mail_version"]).status === 0;
  if (!can) process.stderr.write("skipped: Postfix, which isn't installed, or not to be started by this user\n");
  return can;
}

/** @param {number} [atLeast] The target of the first. */
function metrics(atLeast) {
  const target = atLeast === undefined ? {} : { target: { atLeast } };
  return [
    { name: "per CPU second", unit: "messages", ...target },
    { name: "per second", unit: "messages" },
  ];
}

/**
 * A side that stores what comes in files. They are removed after each measurement, which isn't measured.
 *
 * @param {string} peer The script in `peers/`, without its ending.
 * @param {boolean} durable Whether it answers when the disk has it.
 * @returns {() => Promise<Side>}
 */
function mailServer(peer, durable) {
  return async () => {
    const args = [memory ?? "", durable ? "durable" : "quick"];
    const server = new Program(new URL(`../peers/${peer}.js`, import.meta.url), { core: 0, manyFiles: true, args });
    const client = new Program(new URL("../load/load.js", import.meta.url), { core: 1, manyFiles: true });
    const port = /** @type {number} */ (await server.ask("listen"));
    // Code that the compiler hasn't seen yet takes twice as long: a measurement's worth of it goes first.
    await client.ask("send", { port, bytes, connections, messages });
    await server.ask("settle", messages);
    await server.ask("clear");
    return {
      measure: async () => {
        const before = /** @type {number} */ (await server.ask("busySeconds"));
        const start = performance.now();
        await client.ask("send", { port, bytes, connections, messages });
        await server.ask("settle", messages);
        const seconds = (performance.now() - start) / 1e3;
        const busy = /** @type {number} */ (await server.ask("busySeconds")) - before;
        const stored = /** @type {number} */ (await server.ask("clear"));
        if (stored !== messages)
          throw new Error(`${peer} has stored ${String(stored)} of ${String(messages)} messages`);
        return { "per CPU second": messages / busy, "per second": messages / seconds };
      },
      close: async () => {
        await server.ask("stop");
        await Promise.all([client.close(), server.close()]);
      },
    };
  };
}
