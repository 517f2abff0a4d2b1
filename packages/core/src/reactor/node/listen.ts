import type { ListenOptions, Server } from "node:net";
import { Deferred } from "../../deferred/deferred.js";
import { CancelledError } from "../../deferred/deferred-errors.js";
import { cannotListen } from "./listen-errors.js";

/**
 * Lets `server` listen, and fires with what `ready` makes of it, or fails with `CannotListenError`. When it is cancelled, the server is closed.
 * @param where What to call the address in an error.
 */
export function whenListening<T>(
  server: Server,
  options: ListenOptions & { readonly fd?: number },
  where: string,
  ready: () => T,
): Deferred<T> {
  let settled = false;
  const deferred = new Deferred<T>(() => {
    settled = true;
    server.close();
    deferred.errback(new CancelledError());
  });
  const fail = (error: unknown): void => {
    if (settled) return;
    settled = true;
    deferred.errback(cannotListen(where, error));
  };
  server.once("error", fail);
  server.once("listening", () => {
    if (settled) return;
    settled = true;
    server.off("error", fail);
    deferred.callback(ready());
  });
  try {
    server.listen(options);
  } catch (error) {
    fail(error);
  }
  return deferred;
}
