import { answer } from "../../../runner/answer.js";
import { busySecondsOf, ownBusySeconds } from "../../../runner/busy-seconds.js";

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
