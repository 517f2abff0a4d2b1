import type { DelayedCall } from "../../deferred/reactor-time.js";
import { connectionRefused } from "../../logging/diagnostics.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { ReceiveBuffer } from "../../wire/receive-buffer.js";
import { handOver } from "../hand-over.js";
import { Protocol } from "../protocol.js";
import type { Matcher } from "../sniffing/matcher.js";

/** One of the protocols on a port: how it is known, and who speaks it. */
export interface SniffingRoute {
  readonly match: Matcher;
  readonly factory: ProtocolFactory;
}

/** What a connection is sniffed with. */
export interface SniffingProtocolOptions {
  readonly routes: readonly SniffingRoute[];
  readonly otherwise: ProtocolFactory | undefined;
  readonly whenSilent: ProtocolFactory | undefined;
  readonly silenceMs: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Looks at the first bytes, then hands the wire to who speaks that protocol. `SniffingFactory` makes them. */
export class SniffingProtocol extends Protocol {
  readonly #options: SniffingProtocolOptions;
  /** A chunk that has come is in memory already; `maxBytes` says how much of it is looked at. */
  readonly #buffer = new ReceiveBuffer({ maxBufferedBytes: Infinity });
  /** The routes before this one have said no. */
  #undecided = 0;
  #timer: DelayedCall | undefined = undefined;

  constructor(options: SniffingProtocolOptions) {
    super();
    this.#options = options;
  }

  override connectionMade(): void {
    const { whenSilent, silenceMs, timeoutMs } = this.#options;
    if (whenSilent === undefined || silenceMs >= timeoutMs) this.#giveUpIn(timeoutMs);
    else this.#timer = this.transport.clock.callLater(silenceMs, this.#silent);
  }

  override dataReceived(data: Buffer): void {
    const buffer = this.#buffer;
    buffer.append(data);
    const { routes, maxBytes } = this.#options;
    const bytes = buffer.peek(Math.min(buffer.length, maxBytes));
    if (bytes === undefined || bytes.length === 0) return;
    for (let route = routes[this.#undecided]; route !== undefined; route = routes[this.#undecided]) {
      const answer = route.match(bytes);
      if (answer === "yes") {
        this.#choose(route.factory);
        return;
      }
      // A route that comes later has to wait for this one, or the way the bytes are cut would decide between them.
      if (answer === "more" && bytes.length < maxBytes) return;
      this.#undecided += 1;
    }
    const { otherwise } = this.#options;
    if (otherwise === undefined) this.#refuse("no protocol of this port begins like that");
    else this.#choose(otherwise);
  }

  override connectionLost(_reason: ConnectionEnd): void {
    this.#timer?.cancel();
  }

  #choose(factory: ProtocolFactory): void {
    this.#timer?.cancel();
    handOver(this.transport, factory, this.#buffer.takeAll());
  }

  #refuse(reason: string): void {
    this.#timer?.cancel();
    this.#buffer.clear();
    connectionRefused(this.transport.peer, reason);
    this.transport.abortConnection(new Error(`The connection was refused: ${reason}.`));
  }

  #giveUpIn(delayMs: number): void {
    if (delayMs !== Infinity) this.#timer = this.transport.clock.callLater(delayMs, this.#timedOut);
  }

  readonly #silent = (): void => {
    const { whenSilent, silenceMs, timeoutMs } = this.#options;
    if (whenSilent !== undefined && this.#buffer.length === 0) this.#choose(whenSilent);
    else this.#giveUpIn(Math.max(0, timeoutMs - silenceMs));
  };

  readonly #timedOut = (): void => {
    this.#refuse("it didn't show in time which protocol it speaks");
  };
}
