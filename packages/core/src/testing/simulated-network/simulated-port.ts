import type { Deferred } from "../../deferred/deferred.js";
import { succeed } from "../../deferred/succeed.js";
import { portClosed, portListening } from "../../logging/diagnostics.js";
import { Logger } from "../../logging/logger.js";
import { buildProtocol } from "../../protocol/build-protocol.js";
import { formatAddress, type Address } from "../../transport/address.js";
import { ConnectionSet } from "../../transport/connection-set.js";
import { isIPv6 } from "../../wire/ip-address.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { serverTLS } from "../../transport/server-tls.js";
import type { StartTLSOptions, TLSServerOptions } from "../../transport/tls-options.js";
import { EndOwner } from "./end-owner.js";
import type { StreamEnd } from "./stream-end.js";

const log = new Logger("twist.core.port");

/** The run of a host, as far as its ports care. */
export interface PortLife {
  readonly alive: boolean;
  readonly ports: Set<SimulatedPort>;
  readonly ends: Set<StreamEnd>;
}

export interface SimulatedPortOptions {
  readonly life: PortLife;
  readonly address: Address;
  /** The literal address, the path or the program that it is bound to. */
  readonly boundTo: string;
  readonly ipv6Only: boolean;
  readonly factory: ProtocolFactory;
  readonly tls: TLSServerOptions | undefined;
}

/** A port of a simulated host that accepts connections. */
export class SimulatedPort implements ListeningPort {
  readonly address: Address;
  readonly boundTo: string;
  readonly connections = new ConnectionSet();
  readonly #options: SimulatedPortOptions;
  readonly #tls: StartTLSOptions | undefined;
  /** Accepted, and busy with their TLS handshake. */
  readonly #handshaking = new Set<StreamEnd>();
  #listening = true;

  constructor(options: SimulatedPortOptions) {
    this.address = options.address;
    this.boundTo = options.boundTo;
    this.#options = options;
    this.#tls = options.tls && serverTLS(options.tls, options.factory);
    options.life.ports.add(this);
    options.factory.doStart();
    portListening(this.address);
  }

  /** Whether what comes for the address `host` is for this port. */
  takes(host: string): boolean {
    if (this.boundTo === host) return true;
    if (this.boundTo === "::") return isIPv6(host) || !this.#options.ipv6Only;
    return this.boundTo === "0.0.0.0" && !isIPv6(host);
  }

  /** Whether a port on `host` would be in this one's way. */
  conflictsWith(host: string, ipv6Only: boolean): boolean {
    if (this.boundTo === host) return true;
    if (this.boundTo === "::" || this.boundTo === "0.0.0.0") return this.takes(host) && (host !== "::" || !ipv6Only);
    return (host === "::" && (!ipv6Only || isIPv6(this.boundTo))) || (host === "0.0.0.0" && !isIPv6(this.boundTo));
  }

  /** A request to connect has come. `end` has its connection already. */
  accept(end: StreamEnd): void {
    const tls = this.#tls;
    if (tls === undefined) {
      this.#connected(end);
      return;
    }
    this.#handshaking.add(end);
    end.connection.shakeHands(tls, (error) => {
      this.#handshaking.delete(end);
      if (error === undefined) {
        this.#connected(end);
      } else {
        log.debug("A TLS handshake failed", { peer: formatAddress(end.peer), error });
        end.connection.discardAfterSending();
        this.#options.life.ends.delete(end);
      }
    });
  }

  stopListening(): Deferred<void> {
    if (this.#listening && this.#options.life.alive) {
      this.#listening = false;
      this.#options.life.ports.delete(this);
      for (const end of this.#handshaking) this.#discard(end);
      this.#options.factory.doStop();
      portClosed(this.address);
    }
    return succeed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  #connected(end: StreamEnd): void {
    const protocol = buildProtocol(this.#options.factory, end.peer);
    if (protocol === undefined) {
      this.#discard(end);
      return;
    }
    end.started = true;
    end.connection.start(protocol, new EndOwner(this.#options.life.ends, end, this.connections));
  }

  #discard(end: StreamEnd): void {
    end.connection.discard();
    this.#options.life.ends.delete(end);
  }
}
