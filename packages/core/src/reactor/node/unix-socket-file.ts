import { chmodSync, lstatSync, unlinkSync, type Stats } from "node:fs";
import { connect } from "node:net";
import { isMainThread } from "node:worker_threads";
import { Deferred } from "../../deferred/deferred.js";

/** What stands in the way of a new socket file. */
export type SocketFileState = "free" | "in use" | "not a socket";

/**
 * Removes the socket file at `path` if nobody listens on it any more, as a server leaves it behind that was killed. Fires with
 * what is there now. What is no socket is never removed.
 */
export function removeStaleSocket(path: string): Deferred<SocketFileState> {
  const deferred = new Deferred<SocketFileState>();
  const before = statOf(path);
  if (before?.isSocket() !== true) {
    deferred.callback(before === undefined ? "free" : "not a socket");
    return deferred;
  }
  const probe = connect({ path });
  probe.once("connect", () => {
    probe.destroy();
    deferred.callback("in use");
  });
  probe.once("error", (error: NodeJS.ErrnoException) => {
    const free = error.code === "ENOENT" || (error.code === "ECONNREFUSED" && unlinkIfSame(path, before));
    deferred.callback(free ? "free" : "in use");
  });
  return deferred;
}

/** Two servers may find the same stale file at once: only the file that was probed is removed, not one that took its place. */
function unlinkIfSame(path: string, before: Stats): boolean {
  const now = statOf(path);
  if (now === undefined) return true;
  if (now.ino !== before.ino || now.dev !== before.dev || now.ctimeMs !== before.ctimeMs) return false;
  unlinkSync(path);
  return true;
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/**
 * Calls `bind`, which makes the socket file `path`, such that the file has `mode` from its first moment: the mask of the process
 * is narrowed for the time of the call. A worker thread may not do that; there the mode is changed right after `bind`.
 */
export function withSocketMode<T>(path: string, mode: number, bind: () => T): T {
  if (process.platform === "win32") return bind();
  if (!isMainThread) {
    const bound = bind();
    chmodSync(path, mode);
    return bound;
  }
  const previous = process.umask(0o777 & ~mode);
  try {
    return bind();
  } finally {
    process.umask(previous);
  }
}
