import { setTimeout } from "node:timers/promises";

const patienceMs = 20_000;
const pauseMs = 50;

/** Waits until `look` gives something true, and gives it back. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const seen = await look();
    if (Boolean(seen) || Date.now() > deadline) return seen;
    await setTimeout(pauseMs);
  }
}
