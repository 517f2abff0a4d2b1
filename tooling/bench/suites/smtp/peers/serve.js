import { answer } from "../../../runner/answer.js";
import { ownBusySeconds } from "../../../runner/busy-seconds.js";
import { memoryInUse } from "../../../runner/memory-in-use.js";

/**
 * In a server's own process: starts it, and tells what it uses.
 *
 * @param {() => Promise<number>} listen Gives the port.
 * @param {{ busySeconds?: () => number, stop?: () => void }} [options] For a server that is another process than this one.
 */
export function serve(listen, { busySeconds = ownBusySeconds, stop = () => undefined } = {}) {
  answer({
    listen,
    busySeconds,
    stop,
    memory: memoryInUse,
    peakMemory: () => process.resourceUsage().maxRSS * 1024,
  });
}
