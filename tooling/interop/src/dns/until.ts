import { setTimeout as sleep } from "node:timers/promises";

const attempts = 200;
const pauseMs = 50;

/** Waits until a value that is looked at again and again is what `isWanted` wants; gives it. For what other programs do in their own time. */
export async function until<Value>(
  look: () => Value | PromiseLike<Value>,
  isWanted: (value: Value) => boolean = Boolean,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    const value = await look();
    if (isWanted(value)) return value;
    if (attempt === attempts) throw new Error(`it is still ${String(value)}`);
    await sleep(pauseMs);
  }
}
