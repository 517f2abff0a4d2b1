import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { RateLimit } from "./rate-limit.js";
import { ThrottledProtocol } from "./throttled-protocol.js";
import { WrappingFactory } from "./wrapping-factory.js";

/** Options of `ThrottlingFactory`. A rate that isn't given is no limit. */
export interface ThrottlingFactoryOptions {
  /** Bytes per second that each connection may receive. */
  readonly readBytesPerSecond?: number;
  /** Bytes per second that each connection may send. */
  readonly writeBytesPerSecond?: number;
  /** Bytes per second that all connections of this factory may receive together. */
  readonly totalReadBytesPerSecond?: number;
  /** Bytes per second that all connections of this factory may send together. */
  readonly totalWriteBytesPerSecond?: number;
  /** How much unused time may be caught up with at once. @default 1000 */
  readonly burstMs?: number;
  /** From how many delayed bytes on `write` gives false. @default 65_536 */
  readonly highWaterMarkBytes?: number;
}

/**
 * Holds connections to a rate (Twisted's ThrottlingFactory). What comes too fast is left in the wire, so that the peer is slowed
 * down; what is written too fast waits, with producers paused, and a connection that is lost in good order closes behind it.
 */
export class ThrottlingFactory<P extends StreamProtocol = StreamProtocol> extends WrappingFactory<
  P,
  ThrottledProtocol<P>
> {
  readonly #options: ThrottlingFactoryOptions;
  readonly #totalRead: RateLimit | undefined;
  readonly #totalWrite: RateLimit | undefined;

  /** @throws {RangeError} where a rate isn't a positive number. */
  constructor(wrappedFactory: ProtocolFactory<P>, options: ThrottlingFactoryOptions) {
    super(wrappedFactory);
    this.#options = options;
    this.#totalRead = rate(options.totalReadBytesPerSecond, options.burstMs);
    this.#totalWrite = rate(options.totalWriteBytesPerSecond, options.burstMs);
    // So that a rate that is none is found out here, and not with the first connection.
    rate(options.readBytesPerSecond, options.burstMs);
    rate(options.writeBytesPerSecond, options.burstMs);
  }

  protected override wrap(protocol: P): ThrottledProtocol<P> {
    const { readBytesPerSecond, writeBytesPerSecond, burstMs, highWaterMarkBytes = 65_536 } = this.#options;
    return new ThrottledProtocol(protocol, {
      read: given(rate(readBytesPerSecond, burstMs), this.#totalRead),
      write: given(rate(writeBytesPerSecond, burstMs), this.#totalWrite),
      highWaterMarkBytes,
    });
  }
}

function rate(bytesPerSecond: number | undefined, burstMs: number | undefined): RateLimit | undefined {
  return bytesPerSecond === undefined ? undefined : new RateLimit(bytesPerSecond, burstMs);
}

function given(...limits: readonly (RateLimit | undefined)[]): readonly RateLimit[] {
  return limits.filter((limit) => limit !== undefined);
}
