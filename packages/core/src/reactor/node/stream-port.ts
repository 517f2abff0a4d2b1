import type { Server, Socket } from "node:net";
import { Deferred } from "../../deferred/deferred.js";
import { portClosed, portListening, tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import { Logger } from "../../logging/logger.js";
import { buildProtocol } from "../../protocol/build-protocol.js";
import { formatAddress, type Address } from "../../transport/address.js";
import { ConnectionSet } from "../../transport/connection-set.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { serverTLS } from "../../transport/server-tls.js";
import type { StartTLSOptions, TLSServerOptions } from "../../transport/tls-options.js";
import { AcceptErrorLog } from "./accept-error-log.js";
import { waitFor } from "./wait-for.js";
import { remoteAddressOf } from "./socket-address.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { StreamConnection, type ConnectionEnds } from "./stream-connection.js";
import { TLSHandshake } from "./tls-handshake.js";

const log = new Logger("twist.core.port");

/** The connecting end of a UNIX socket. */
const unnamed: Address = Object.freeze({ type: "unix" });

/** What a port needs besides the socket that listens. */
export interface StreamPortOptions {
  readonly address: Address;
  readonly factory: ProtocolFactory;
  readonly settings: ConnectionSettings;
  /** TLS from the first byte. @default none */
  readonly tls?: TLSServerOptions | undefined;
}

/** Accepts connections of a `net.Server` that listens: TCP, with or without TLS, or UNIX. */
export class StreamPort implements ListeningPort {
  readonly address: Address;
  readonly connections = new ConnectionSet();
  readonly #server: Server;
  readonly #factory: ProtocolFactory;
  readonly #settings: ConnectionSettings;
  readonly #tls: StartTLSOptions | undefined;
  /** Accepted, and busy with their TLS handshake. */
  readonly #handshaking = new Set<Socket>();
  #stopped: Deferred<void> | undefined = undefined;

  constructor(server: Server, options: StreamPortOptions) {
    this.address = options.address;
    this.#server = server;
    this.#factory = options.factory;
    this.#settings = options.settings;
    this.#tls = options.tls && serverTLS(options.tls, options.factory);
    const errors = new AcceptErrorLog(formatAddress(this.address), options.settings.clock);
    // A listening socket that fails to accept goes on listening.
    server.on("error", (error) => {
      errors.add(error);
    });
    server.on("connection", (socket) => {
      this.#accepted(socket);
    });
    this.#factory.doStart();
    portListening(this.address);
  }

  stopListening(): Deferred<void> {
    return waitFor((this.#stopped ??= this.#stop()));
  }

  #stop(): Deferred<void> {
    const stopped = new Deferred<void>();
    // The socket is closed, and its address free, when this returns; `close` would tell only once all connections have ended.
    this.#server.close();
    for (const socket of this.#handshaking) socket.destroy();
    setImmediate(() => {
      portClosed(this.address);
      this.#factory.doStop();
      stopped.callback(undefined);
    });
    return stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  #accepted(socket: Socket): void {
    const { address } = this;
    const peer = address.type === "tcp" ? remoteAddressOf(socket) : unnamed;
    if (peer === undefined) {
      // It was gone before we came to look at it.
      socket.destroy();
    } else if (this.#tls === undefined) {
      this.#connected(socket, peer, address.type === "tcp" ? { peer } : { peer, host: address });
    } else {
      this.#shakeHands(socket, peer, this.#tls);
    }
  }

  #shakeHands(wire: Socket, peer: Address, tls: StartTLSOptions): void {
    this.#handshaking.add(wire);
    const handshake = new TLSHandshake(tls, peer, this.#settings.clock);
    const socket = handshake.begin(wire, (error) => {
      this.#handshaking.delete(wire);
      if (error === undefined) {
        const connection = this.#connected(socket, peer, { peer, wire });
        if (connection !== undefined) tlsHandshakeDone(connection);
        return;
      }
      log.debug("A TLS handshake failed", { peer: formatAddress(peer), error });
      tlsHandshakeFailed(peer, error);
      socket.destroy();
    });
  }

  #connected(stream: Socket, peer: Address, ends: ConnectionEnds): StreamConnection | undefined {
    const protocol = buildProtocol(this.#factory, peer);
    if (protocol === undefined) {
      stream.on("error", ignore);
      stream.destroy();
      return undefined;
    }
    const connection = new StreamConnection(stream, ends, this.#settings);
    connection.start(protocol, this.connections);
    return connection;
  }
}

function ignore(): void {
  // The connection was refused; how it ends is of no interest.
}
