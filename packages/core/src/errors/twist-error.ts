/**
 * The base of every error that Twist makes. Three kinds are never confused: misuse of the API is a plain
 * `TypeError` or `RangeError`, thrown at the call; a peer that breaks the protocol is a `ProtocolError`;
 * a peer that says no is an error of the protocol's package that carries the reply. The last two extend
 * `TwistError`, so that a program can tell "the network said so" from a bug of its own.
 */

const brand = Symbol.for("@twist/core.TwistError");

/** What every `TwistError` takes besides its message. */
export interface TwistErrorOptions {
  /** A stable, upper-case identifier such as `"CONNECTION_LOST"`. Once released it is never renamed. */
  readonly code?: string;
  /** What led to this error. */
  readonly cause?: unknown;
}

/** An error of Twist, told apart by its class or its `code`. */
export class TwistError extends Error {
  /** A stable, upper-case identifier, for example `"ALREADY_CALLED"`. */
  readonly code: string;

  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code ?? "TWIST_ERROR";
  }

  /** True on every `TwistError`, also on one from another copy of this package in the same process. */
  get [brand](): true {
    return true;
  }

  /** `value` itself where it is a `TwistError`, otherwise a `TwistError` with `value` as its `cause`. */
  static from(value: unknown): TwistError {
    if (isTwistError(value)) return value;
    return new TwistError(value instanceof Error ? value.message : String(value), { cause: value });
  }
}

/** Whether `value` is a `TwistError`, by brand and not by class, so that two copies of the package agree. */
export function isTwistError(value: unknown): value is TwistError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
