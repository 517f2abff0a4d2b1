import { setTimeout as sleep } from "node:timers/promises";

/** For the allocator to give back what the garbage collector has freed. */
const settleMs = 200;

/** What this process holds after everything that can go has gone. Needs `--expose-gc`. */
export async function memoryInUse() {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("start this program with --expose-gc");
  for (let pass = 0; pass < 3; pass += 1) {
    gc();
    await sleep(settleMs);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external };
}
