import { Deferred } from "../../deferred/deferred.js";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import { FactoryUse } from "../../reactor/node/factory-use.js";
import type { ConnectTCPOptions, SpawnOptions } from "../../reactor/reactor.js";
import { ipAddress, type Address } from "../../transport/address.js";
import { ConnectError, ConnectTimeoutError } from "../../transport/connection-errors.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSClientOptions, TLSInfo } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { StringTransport } from "../string-transport.js";
import type { AcceptedConnection } from "./recorded-port.js";

/** What a `MemoryReactor` was asked to connect to. */
export interface ConnectRequest<P extends StreamProtocol = StreamProtocol> {
  readonly kind: "tcp" | "tls" | "unix" | "process";
  readonly peer: Address;
  readonly factory: ProtocolFactory<P>;
  readonly options: ConnectTCPOptions & SpawnOptions;
  readonly tls: TLSClientOptions | undefined;
}

/** An attempt to connect that a `MemoryReactor` was asked for. It waits until the test calls `accept` or `fail`, or its time is up. */
export class RecordedConnect<P extends StreamProtocol = StreamProtocol> {
  readonly request: ConnectRequest<P>;
  /** What the caller was given. */
  readonly result: Deferred<P>;
  /** False once it has succeeded, failed or been cancelled. */
  pending = true;
  readonly #clock: ReactorTime;
  readonly #stopTimer: () => void;

  constructor(request: ConnectRequest<P>, clock: ReactorTime) {
    this.request = request;
    this.#clock = clock;
    const deferred = new Deferred<P>(() => {
      if (this.#settle()) request.factory.doStop();
    });
    const timeoutMs = request.options.timeoutMs ?? 30_000;
    const timer = clock.callLater(timeoutMs, () => {
      this.fail(new ConnectTimeoutError(`No answer within ${String(timeoutMs)} ms.`));
    });
    this.#stopTimer = () => {
      timer.cancel();
    };
    request.factory.doStart();
    this.result = deferred;
    deferred.withSignal(request.options.signal);
  }

  /**
   * The server answers.
   * @returns the protocol and the wire that the test plays; `undefined` where the factory refuses: the attempt has then failed.
   * @throws {TypeError} where the attempt is over.
   */
  accept(secure?: TLSInfo): AcceptedConnection<P> | undefined {
    this.#mustBePending();
    const { peer, factory } = this.request;
    const protocol = factory.buildProtocol(peer);
    if (protocol === undefined) {
      this.fail(new ConnectError("The factory refused the connection."));
      return undefined;
    }
    this.#settle();
    const transport = new StringTransport({
      peer,
      host: ipAddress("tcp", "192.0.2.1", 54321),
      clock: this.#clock,
      owner: new FactoryUse(factory),
      ...(secure === undefined ? {} : { secure }),
    });
    transport.start(protocol);
    this.result.callback(protocol);
    return { protocol, transport };
  }

  /** The attempt fails. @throws {TypeError} where it is over. */
  fail(error: Error): void {
    this.#mustBePending();
    this.#settle();
    this.request.factory.doStop();
    this.result.errback(error);
  }

  #mustBePending(): void {
    if (!this.pending) throw new TypeError("This attempt to connect is over.");
  }

  #settle(): boolean {
    if (!this.pending) return false;
    this.pending = false;
    this.#stopTimer();
    return true;
  }
}
