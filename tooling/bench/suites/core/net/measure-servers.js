import { answer } from "../../../runner/answer.js";
import { memoryInUse } from "../../../runner/memory-in-use.js";

/**
 * In the server's process: starts the servers, and tells what they use.
 *
 * @param {() => Promise<Readonly<Record<"echo" | "source", number>>>} listen Starts them, and gives the port of each.
 */
export function measureServers(listen) {
  answer({
    listen,
    cpu: () => process.cpuUsage(),
    memory: memoryInUse,
  });
  return { chunk: Buffer.alloc(65_536, "x") };
}
