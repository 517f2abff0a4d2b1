import { isIPv6, type ReactorTime } from "@twist/core";

/** For how long a family of addresses that there is no way to isn't tried again. */
const pauseMs = 60_000;
/** While somebody of the family has answered so lately, it is a single address that there is no way to. */
const trustMs = 600_000;

/** A family of IP. */
export type Family = 4 | 6;

/** The family of a literal address. */
export function familyOf(address: string): Family {
  return isIPv6(address) ? 6 : 4;
}

/**
 * Which families of IP there is a way by. On a machine without IPv6 each attempt fails at once, but counts: half of what may be asked for a name would
 * be lost on addresses that can't be reached.
 */
export class FamilyWays {
  readonly #families: readonly Family[];
  readonly #clock: ReactorTime;
  readonly #closedUntil = new Map<Family, number>();
  readonly #workedAt = new Map<Family, number>();

  /** @param families Those that are used at all. */
  constructor(families: readonly Family[], clock: ReactorTime) {
    this.#families = families;
    this.#clock = clock;
  }

  /** Whether it is worth trying: also where no other is left. */
  isOpen(family: Family): boolean {
    return !this.#isClosed(family) || this.#families.every((each) => this.#isClosed(each));
  }

  /** Nothing could be sent to an address of that family. */
  failed(family: Family): void {
    const now = this.#clock.now();
    if ((this.#workedAt.get(family) ?? -Infinity) + trustMs < now) this.#closedUntil.set(family, now + pauseMs);
  }

  /** An answer has come from an address of that family. */
  worked(family: Family): void {
    this.#workedAt.set(family, this.#clock.now());
    this.#closedUntil.delete(family);
  }

  #isClosed(family: Family): boolean {
    return (this.#closedUntil.get(family) ?? -Infinity) > this.#clock.now();
  }
}
