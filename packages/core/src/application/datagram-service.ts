import { Deferred } from "../deferred/deferred.js";
import type { DatagramEndpoint } from "../endpoint/endpoint.js";
import { datagramFromString } from "../endpoint/from-string.js";
import { reactor as nodeReactor } from "../reactor/node/reactor.js";
import type { Reactor } from "../reactor/reactor.js";
import type { Address } from "../transport/address.js";
import type { DatagramReceiver, DatagramTransport } from "../transport/datagram-transport.js";
import type { Service } from "./service.js";

export interface DatagramServiceOptions {
  readonly name?: string;
  /** @default reactor, the real one */
  readonly reactor?: Reactor;
  /** Called with the address each time that it listens. */
  readonly onListening?: (address: Address) => void;
}

/** A datagram port that is open while it runs: the counterpart of `EndpointService`. */
export class DatagramService implements Service {
  readonly name: string | undefined;
  readonly #endpoint: DatagramEndpoint;
  readonly #protocol: DatagramReceiver;
  readonly #onListening: ((address: Address) => void) | undefined;
  #starting: Deferred<DatagramTransport> | undefined;
  #transport: DatagramTransport | undefined;

  /**
   * @param endpoint An endpoint, or its description, such as `"udp:5353"`.
   * @throws {EndpointDescriptionError}
   */
  constructor(endpoint: DatagramEndpoint | string, protocol: DatagramReceiver, options: DatagramServiceOptions = {}) {
    const reactor = options.reactor ?? nodeReactor;
    this.#endpoint = typeof endpoint === "string" ? datagramFromString(reactor, endpoint) : endpoint;
    this.#protocol = protocol;
    this.#onListening = options.onListening;
    this.name = options.name ?? (typeof endpoint === "string" ? endpoint : undefined);
  }

  /** Where it listens; `undefined` while it does not. */
  get address(): Address | undefined {
    return this.#transport?.host;
  }

  /** Opens the port. Fails with `CannotListenError`. */
  startService(): Deferred<void> {
    if (this.#transport !== undefined || this.#starting !== undefined) {
      throw new TypeError("This service has started already.");
    }
    const starting = this.#endpoint.listen(this.#protocol);
    this.#starting = starting;
    return starting
      .addFinally(() => {
        this.#starting = undefined;
      })
      .addCallback((transport) => {
        this.#transport = transport;
        this.#onListening?.(transport.host);
      });
  }

  /** Closes the port at once: datagrams have no connections that could finish. */
  stopService(): Deferred<void> {
    return Deferred.fromPromise(this.#stop());
  }

  async #stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const transport = this.#transport;
    this.#transport = undefined;
    await transport?.stopListening();
  }
}
