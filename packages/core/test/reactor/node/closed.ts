import type { Socket } from "node:net";

/** Resolves when `socket` is closed, however that came about. (`once` of `node:events` would reject where it was reset.) */
export function closed(socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
}
