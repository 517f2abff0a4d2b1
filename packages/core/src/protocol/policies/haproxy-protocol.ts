import type { DelayedCall } from "../../deferred/reactor-time.js";
import { connectionRefused } from "../../logging/diagnostics.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { ProtocolError } from "../../wire/protocol-error.js";
import { ReceiveBuffer } from "../../wire/receive-buffer.js";
import { buildFor } from "../build-for.js";
import type { ProxyHeader } from "../haproxy/proxy-header.js";
import { ProxyProtocolError } from "../haproxy/proxy-protocol-error.js";
import { readProxyHeader } from "../haproxy/read-proxy-header.js";
import { Protocol } from "../protocol.js";
import { ProxiedProtocol } from "./proxied-protocol.js";

/** What a connection behind a proxy begins with. */
export interface HAProxyProtocolOptions {
  readonly timeoutMs: number;
  readonly maxHeaderBytes: number;
}

/** Waits for the header of a proxy, then hands the wire to who speaks with its client. `HAProxyWrappingFactory` makes them. */
export class HAProxyProtocol extends Protocol {
  readonly #wrappedFactory: ProtocolFactory;
  readonly #options: HAProxyProtocolOptions;
  /** A chunk that has come is in memory already; what it may hold of a header, the reader limits. */
  readonly #buffer = new ReceiveBuffer({ maxBufferedBytes: Infinity });
  #timer: DelayedCall | undefined = undefined;

  constructor(wrappedFactory: ProtocolFactory, options: HAProxyProtocolOptions) {
    super();
    this.#wrappedFactory = wrappedFactory;
    this.#options = options;
  }

  override connectionMade(): void {
    const { timeoutMs } = this.#options;
    if (timeoutMs === Infinity) return;
    this.#timer = this.transport.clock.callLater(timeoutMs, () => {
      this.#refuse(new ProxyProtocolError("the PROXY header did not come in time", { code: "PROXY_HEADER_TIMEOUT" }));
    });
  }

  override dataReceived(data: Buffer): void {
    this.#buffer.append(data);
    let header: ProxyHeader | undefined;
    try {
      header = readProxyHeader(this.#buffer, this.#options.maxHeaderBytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error);
      return;
    }
    if (header !== undefined) this.#begin(header);
  }

  override connectionLost(_reason: ConnectionEnd): void {
    this.#timer?.cancel();
  }

  #begin(header: ProxyHeader): void {
    this.#timer?.cancel();
    const { transport } = this;
    const protocol = buildFor(transport, this.#wrappedFactory, header.source);
    if (protocol !== undefined) transport.switchProtocol(new ProxiedProtocol(protocol, header), this.#buffer.takeAll());
  }

  #refuse(error: Error): void {
    this.#timer?.cancel();
    this.#buffer.clear();
    connectionRefused(this.transport.peer, error.message);
    this.transport.abortConnection(error);
  }
}
