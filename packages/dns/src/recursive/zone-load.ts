import type { Name } from "../wire/name.js";
import { ResolutionError } from "./resolution-error.js";

/**
 * How many questions wait for the servers of each zone. Who asks for made-up names of one zone all the time would else keep everybody else waiting,
 * and have us drown that zone's servers (random subdomain attacks).
 */
export class ZoneLoad {
  readonly #max: number;
  readonly #waiting = new Map<string, number>();

  constructor(maxFetchesPerZone: number) {
    this.#max = maxFetchesPerZone;
  }

  /** One more waits; `leave` has to follow. Throws a `ResolutionError` where that is one too many. */
  enter({ key }: Name): void {
    const waiting = this.#waiting.get(key) ?? 0;
    if (waiting >= this.#max) {
      throw new ResolutionError("TOO_MANY_RESOLUTIONS", "too many questions wait for the servers of one zone");
    }
    this.#waiting.set(key, waiting + 1);
  }

  /** One waits no more. */
  leave({ key }: Name): void {
    const waiting = (this.#waiting.get(key) ?? 0) - 1;
    if (waiting > 0) this.#waiting.set(key, waiting);
    else this.#waiting.delete(key);
  }
}
