import { answer } from "../../../runner/answer.js";
import { ownBusySeconds } from "../../../runner/busy-seconds.js";
import { memoryInUse } from "../../../runner/memory-in-use.js";

/**
 * Where a peer listens: `hello` answers with a short text, `fetch` with the same through a handler of the Fetch API or the peer's own routes, `lightFetch`
 * with a Response of @twist/http in place of the platform's, `files` with the files of `makeFiles`.
 *
 * @typedef {Partial<Record<"hello" | "fetch" | "lightFetch" | "files", number>>} Ports
 */

export const text = "Hello, world!";

/**
 * In a server's own process: starts it, and tells what it uses.
 *
 * @param {() => Promise<Ports>} listen
 * @param {{ busySeconds?: () => number, stop?: () => void }} [options] For a server that is another process than this one.
 */
export function serve(listen, { busySeconds = ownBusySeconds, stop = () => undefined } = {}) {
  answer({ listen, busySeconds, stop, memory: memoryInUse });
}
