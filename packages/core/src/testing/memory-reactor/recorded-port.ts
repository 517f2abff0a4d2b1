import { succeed } from "../../deferred/succeed.js";
import type { Deferred } from "../../deferred/deferred.js";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import type { ListenTCPOptions, ListenUNIXOptions } from "../../reactor/reactor.js";
import { ipAddress, type Address } from "../../transport/address.js";
import { ConnectionSet } from "../../transport/connection-set.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSServerOptions } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { StringTransport } from "../string-transport.js";

/** What a `MemoryReactor` was asked to listen on. */
export interface ListenRequest {
  readonly kind: "tcp" | "tls" | "unix" | "fd";
  readonly address: Address;
  readonly factory: ProtocolFactory;
  readonly options: ListenTCPOptions & ListenUNIXOptions;
  readonly tls: TLSServerOptions | undefined;
}

/** A protocol that a recorded port or connection attempt has built, with the wire that the test plays. */
export interface AcceptedConnection<P extends StreamProtocol = StreamProtocol> {
  readonly protocol: P;
  readonly transport: StringTransport;
}

/** A port of a `MemoryReactor`. Nobody comes unless the test calls `accept`. */
export class RecordedPort implements ListeningPort {
  readonly request: ListenRequest;
  readonly connections = new ConnectionSet();
  /** False once `stopListening` was called. */
  listening = true;
  readonly #clock: ReactorTime;

  constructor(request: ListenRequest, clock: ReactorTime) {
    this.request = request;
    this.#clock = clock;
    request.factory.doStart();
  }

  get address(): Address {
    return this.request.address;
  }

  /**
   * A client connects.
   * @returns `undefined` where the factory refuses it.
   * @throws {TypeError} where this port has stopped listening.
   */
  accept(peer: Address = ipAddress("tcp", "192.0.2.1", 54321)): AcceptedConnection | undefined {
    if (!this.listening) throw new TypeError("This port has stopped listening.");
    const protocol = this.request.factory.buildProtocol(peer);
    if (protocol === undefined) return undefined;
    const transport = new StringTransport({ peer, host: this.address, clock: this.#clock, owner: this.connections });
    transport.start(protocol);
    return { protocol, transport };
  }

  stopListening(): Deferred<void> {
    if (this.listening) {
      this.listening = false;
      this.request.factory.doStop();
    }
    return succeed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }
}
