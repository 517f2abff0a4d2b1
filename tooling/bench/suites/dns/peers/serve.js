import { readFileSync } from "node:fs";
import { answer } from "../../../runner/answer.js";

/** The port of each service that a peer has. @typedef {Partial<Record<import("./zone.js").Service | "forward", number>>} Ports */

/**
 * In a server's own process: starts it, and tells how long it kept its core busy.
 *
 * @param {() => Promise<Ports>} listen
 * @param {{ pid?: () => number, stop?: () => void }} [options] For a server that is another process than this one.
 */
export function serve(listen, { pid, stop = () => undefined } = {}) {
  answer({ listen, busySeconds: () => (pid === undefined ? ownBusySeconds() : busySecondsOf(pid())), stop });
  process.on("exit", stop);
}

function ownBusySeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @param {number} pid */
function busySecondsOf(pid) {
  // Behind the name, which may hold anything: utime and stime are the 12th and 13th, in hundredths of a second.
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, "latin1")
      .split(") ")[1]
      ?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
