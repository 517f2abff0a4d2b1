import { Deferred } from "../deferred/deferred.js";
import type { ServerEndpoint } from "../endpoint/endpoint.js";
import { serverFromString } from "../endpoint/from-string.js";
import { reactor as nodeReactor } from "../reactor/node/reactor.js";
import type { Reactor } from "../reactor/reactor.js";
import type { Address } from "../transport/address.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { Service, StopOptions } from "./service.js";

/** How long connections may take to finish when a service stops, unless said otherwise. */
export const defaultGraceMs = 10_000;

export interface EndpointServiceOptions {
  readonly name?: string;
  /** @default reactor, the real one */
  readonly reactor?: Reactor;
  /** How long open connections may take to finish when the service stops; what is left then is aborted. @default 10000 */
  readonly graceMs?: number;
  /** Called with the address each time that it listens. */
  readonly onListening?: (address: Address) => void;
}

/** A server that listens at an endpoint while it runs (Twisted's StreamServerEndpointService). */
export class EndpointService implements Service {
  readonly name: string | undefined;
  readonly #endpoint: ServerEndpoint;
  readonly #factory: ProtocolFactory;
  readonly #reactor: Reactor;
  readonly #graceMs: number;
  readonly #onListening: ((address: Address) => void) | undefined;
  #starting: Deferred<ListeningPort> | undefined;
  #port: ListeningPort | undefined;

  /**
   * @param endpoint An endpoint, or its description, such as `"tcp:8080"`.
   * @throws {EndpointDescriptionError}
   */
  constructor(endpoint: ServerEndpoint | string, factory: ProtocolFactory, options: EndpointServiceOptions = {}) {
    this.#reactor = options.reactor ?? nodeReactor;
    this.#endpoint = typeof endpoint === "string" ? serverFromString(this.#reactor, endpoint) : endpoint;
    this.#factory = factory;
    this.#graceMs = options.graceMs ?? defaultGraceMs;
    this.#onListening = options.onListening;
    this.name = options.name ?? (typeof endpoint === "string" ? endpoint : undefined);
  }

  /** Where it listens; `undefined` while it does not. */
  get address(): Address | undefined {
    return this.#port?.address;
  }

  /** Listens. Fails with `CannotListenError`. */
  startService(): Deferred<void> {
    if (this.#port !== undefined || this.#starting !== undefined) {
      throw new TypeError("This service has started already.");
    }
    const starting = this.#endpoint.listen(this.#factory);
    this.#starting = starting;
    return starting
      .addFinally(() => {
        this.#starting = undefined;
      })
      .addCallback((port) => {
        this.#port = port;
        this.#onListening?.(port.address);
      });
  }

  /** Accepts no more, lets open connections finish for the grace period, then aborts what is left. */
  stopService(options: StopOptions = {}): Deferred<void> {
    return Deferred.fromPromise(this.#stop(options.signal));
  }

  async #stop(signal: AbortSignal | undefined): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const port = this.#port;
    if (port === undefined) return;
    this.#port = undefined;
    const freed = port.stopListening();
    const abort = (): void => {
      port.connections.abortAll();
    };
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    await port.connections.finishAll(this.#reactor, this.#graceMs);
    signal?.removeEventListener("abort", abort);
    await freed;
  }
}
