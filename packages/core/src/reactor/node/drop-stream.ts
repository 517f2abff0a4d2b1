import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Ends a connection at once: with a reset where its lowest stream, `wire`, is a TCP socket, so that the peer knows that it wasn't in good order. */
export function dropStream(stream: Duplex, wire: Duplex, isTCP: boolean): void {
  const canReset =
    isTCP && wire instanceof Socket && !wire.destroyed && !isShuttingDown(wire) && !isShuttingDown(stream);
  if (canReset) wire.resetAndDestroy();
  stream.destroy();
}

/**
 * Whether the end of our direction is just on its way into the kernel. libuv refuses to reset a socket then, and Node would leave it
 * open for ever; but it can be closed.
 */
function isShuttingDown(stream: Duplex): boolean {
  return stream.writableEnded && !stream.writableFinished && stream.writableLength === 0;
}
