import { randomInt } from "node:crypto";
import { signatureTime } from "../signature-time.js";

/** When signatures begin and end to be valid. Milliseconds since 1970. */
export interface SigningTimesOptions {
  readonly nowMs: number;
  /** @default an hour before `nowMs`, for clocks that are late */
  readonly inceptionMs?: number | undefined;
  /** @default 14 days after `nowMs` */
  readonly expirationMs?: number | undefined;
  /**
   * By how much less than that a signature may last, drawn for each one, so that not all of them end, and have to be made again, at once.
   * @default a tenth of the time between `nowMs` and `expirationMs`
   */
  readonly jitterMs?: number | undefined;
}

const hourMs = 3_600_000;
const validityMs = 14 * 24 * hourMs;
/** Serial arithmetic reaches this far (RFC 4034 §3.1.5): 68 years. */
const maxValidityMs = 0x7fff_ffff * 1000;

/** The options with their defaults. */
export class SigningTimes {
  readonly #inceptionMs: number;
  readonly #expirationMs: number;
  readonly #jitterMs: number;

  /** Throws a `RangeError` for times that are in no order. */
  constructor({ nowMs, inceptionMs, expirationMs, jitterMs }: SigningTimesOptions) {
    this.#inceptionMs = inceptionMs ?? nowMs - hourMs;
    this.#expirationMs = expirationMs ?? nowMs + validityMs;
    const lasts = this.#expirationMs - this.#inceptionMs;
    if (!(lasts > 0 && lasts <= maxValidityMs))
      throw new RangeError("signatures end after they begin, within 68 years");
    this.#jitterMs = jitterMs ?? Math.max(0, this.#expirationMs - nowMs) / 10;
    if (!(this.#jitterMs >= 0 && this.#jitterMs < lasts)) {
      throw new RangeError("jitterMs is shorter than a signature lasts, and not negative");
    }
  }

  /** In seconds, as RRSIG has it. */
  get inception(): number {
    return signatureTime(this.#inceptionMs);
  }

  /** The same; another one each time that it is asked for. */
  nextExpiration(): number {
    const seconds = Math.floor(this.#jitterMs / 1000);
    return signatureTime(this.#expirationMs - (seconds === 0 ? 0 : randomInt(seconds + 1)) * 1000);
  }
}
