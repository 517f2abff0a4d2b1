import { promises } from "node:fs";
import type { FileChange } from "../abilities.js";
import type { DirectoryPin } from "./directory-pin.js";
import { statIfThere } from "./local-rename.js";

/** The changes in a pinned directory. It takes the pin over. */
export async function* watchPinned(
  pin: DirectoryPin,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileChange, void> {
  const known = new Set<string>();
  // A signal of our own: to leave the loop has to end the system's watch as well.
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  try {
    const events = promises.watch(pin.self, { signal: signals, persistent: false })[Symbol.asyncIterator]();
    // The system's watch begins with the first call of next: before the names are read, so that none falls between.
    let next = events.next();
    next.catch(ignore);
    await pin.check();
    for (const name of await promises.readdir(pin.self)) known.add(name);
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = events.next();
      next.catch(ignore);
      const filename = value.filename;
      if (filename === null) continue;
      // The system tells that something is different and not what; what stands there now tells the rest.
      const there = (await statIfThere(pin.child(filename))) !== undefined;
      const knew = known.has(filename);
      if (there) known.add(filename);
      else known.delete(filename);
      if (there || knew) yield { kind: !there ? "removed" : knew ? "changed" : "created", name: filename };
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    stop.abort();
    pin.release();
  }
}

function ignore(): void {
  // Whoever awaits it gets the error; when the loop was left, nobody does.
}
