import { spawnSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";

/** Whether programs can be tied to a core: `taskset` is there, and there are two cores to choose from. */
export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["-c", "0,1", "true"]).status === 0;

/** What the numbers were measured on. */
export function machine() {
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? "unknown processor",
    cores: availableParallelism(),
    pinned: canPin,
  };
}
