import { connect as connectSocket, createServer } from "node:net";
import type { Deferred } from "../../deferred/deferred.js";
import { CannotListenError } from "../../transport/connection-errors.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ConnectOptions, ListenUNIXOptions } from "../reactor.js";
import { connect } from "./connect.js";
import { errorCode } from "./error-code.js";
import { whenListening } from "./listen.js";
import { highWaterMarkBytes, type ConnectionSettings } from "./connection-settings.js";
import { StreamPort } from "./stream-port.js";
import { removeStaleSocket, withSocketMode } from "./unix-socket-file.js";

/** What fits into a `sockaddr_un` with its final NUL, on the system where that is least (macOS; Linux has 4 more). */
const maxPathBytes = process.platform === "linux" ? 107 : 103;

/** Listens on the UNIX socket `path`. */
export function listenUNIX(
  path: string,
  factory: ProtocolFactory,
  options: ListenUNIXOptions,
  settings: ConnectionSettings,
): Deferred<ListeningPort> {
  checkPath(path);
  return tryListening(path, factory, options, settings).addErrback((error) => {
    if (!isAddressInUse(error)) throw error;
    return removeStaleSocket(path).addCallback((state) => {
      if (state === "in use") throw error;
      if (state === "not a socket") {
        throw new CannotListenError(
          `Cannot listen on unix:${path}: a file is there that is no socket. Remove it or choose another path.`,
        );
      }
      return tryListening(path, factory, options, settings);
    });
  });
}

function tryListening(
  path: string,
  factory: ProtocolFactory,
  options: ListenUNIXOptions,
  settings: ConnectionSettings,
): Deferred<ListeningPort> {
  const { mode = 0o600, backlog = 511 } = options;
  const server = createServer({ allowHalfOpen: true, highWaterMark: highWaterMarkBytes });
  return withSocketMode(path, mode, () =>
    whenListening<ListeningPort>(server, { path, backlog }, `unix:${path}`, () => {
      return new StreamPort(server, { address: { type: "unix", path }, factory, settings });
    }),
  );
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof CannotListenError && errorCode(error.cause) === "EADDRINUSE";
}

/** Connects to the UNIX socket `path`. */
export function connectUNIX<P extends StreamProtocol>(
  path: string,
  factory: ProtocolFactory<P>,
  options: ConnectOptions,
  settings: ConnectionSettings,
): Deferred<P> {
  checkPath(path);
  return connect({
    peer: { type: "unix", path },
    factory,
    options,
    settings,
    open: () => connectSocket({ path, allowHalfOpen: true, ...{ highWaterMark: highWaterMarkBytes } }),
  });
}

/**
 * @throws {RangeError} where `path` is empty, too long for a socket, or has a NUL in it: abstract names have no permissions, and are refused.
 */
function checkPath(path: string): void {
  if (path === "" || path.includes("\0"))
    throw new RangeError("The path of a UNIX socket may not be empty or have a NUL in it.");
  if (process.platform !== "win32" && Buffer.byteLength(path) > maxPathBytes) {
    throw new RangeError(
      `The path of a UNIX socket may have ${String(maxPathBytes)} bytes; this one has ${String(Buffer.byteLength(path))}: ${path}`,
    );
  }
}
