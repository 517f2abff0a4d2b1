import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { defaultLimits, resolveLimits } from "../../wire/limits.js";
import { TimeoutProtocol, type TimeoutLimits } from "./timeout-protocol.js";
import { WrappingFactory } from "./wrapping-factory.js";

const defaults: TimeoutLimits = {
  idleTimeoutMs: defaultLimits.idleTimeoutMs,
  absoluteTimeoutMs: Infinity,
  graceMs: 10_000,
};

/**
 * Ends connections that are idle, or that go on for too long (Twisted's TimeoutFactory).
 *
 *     new TimeoutFactory(Factory.forProtocol(Echo), { idleTimeoutMs: 60_000 })
 */
export class TimeoutFactory<P extends StreamProtocol = StreamProtocol> extends WrappingFactory<P, TimeoutProtocol<P>> {
  readonly #limits: TimeoutLimits;

  /** @throws {RangeError} where a limit is neither a positive integer nor `Infinity`. */
  constructor(wrappedFactory: ProtocolFactory<P>, limits: Partial<TimeoutLimits> = {}) {
    super(wrappedFactory);
    this.#limits = resolveLimits<keyof TimeoutLimits>(limits, { ...defaults });
  }

  protected override wrap(protocol: P): TimeoutProtocol<P> {
    return new TimeoutProtocol(protocol, this.#limits);
  }
}
