import { resolveLimits } from "@twist/core/wire";
import type { Name } from "../wire/name.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneDifference } from "./zone-difference.js";

/** How much of each zone's past is kept. */
export interface ZoneHistoryLimits {
  /** @default 200 */
  readonly maxVersions: number;
  /** Records that were removed or added, in all versions together. @default 100_000 */
  readonly maxRecords: number;
}

export const DEFAULT_ZONE_HISTORY_LIMITS: ZoneHistoryLimits = Object.freeze({ maxVersions: 200, maxRecords: 100_000 });

/** The differences between the last versions of zones: what IXFR is answered from (RFC 1995 §5). The oldest go first. */
export class ZoneHistory {
  readonly #limits: ZoneHistoryLimits;
  readonly #chains = new Map<string, Chain>();

  /** @throws {RangeError} for a limit that is none. */
  constructor(limits: Partial<ZoneHistoryLimits> = {}) {
    this.#limits = resolveLimits(limits, { ...DEFAULT_ZONE_HISTORY_LIMITS });
  }

  /** Adds the step to the newest version. One that doesn't follow on what is there, or goes back, makes all before it useless. */
  add(origin: Name, difference: ZoneDifference): void {
    const { from, to } = difference;
    const known = this.#chains.get(origin.key);
    const follows = known?.differences.at(-1)?.to.data.serial === from.data.serial;
    const chain = known !== undefined && follows ? known : { differences: [], records: 0 };
    this.#chains.set(origin.key, chain);
    if (!(compareSerials(to.data.serial, from.data.serial) > 0)) {
      this.forget(origin);
      return;
    }
    chain.differences.push(difference);
    chain.records += sizeOf(difference);
    this.#trim(chain);
  }

  /** What leads from the version with this serial to `zone`, step by step; `undefined` where that isn't known any more. */
  since(zone: Zone, serial: number): readonly ZoneDifference[] | undefined {
    const differences = this.#chains.get(zone.origin.key)?.differences ?? [];
    if (differences.at(-1)?.to.data.serial !== zone.serial) return undefined;
    const start = differences.findIndex(({ from }) => from.data.serial === serial);
    return start === -1 ? undefined : differences.slice(start);
  }

  /** Drops what is known of a zone's past. */
  forget(origin: Name): void {
    this.#chains.delete(origin.key);
  }

  #trim(chain: Chain): void {
    const { maxVersions, maxRecords } = this.#limits;
    while (chain.differences.length > maxVersions || chain.records > maxRecords) {
      const oldest = chain.differences.shift();
      if (oldest === undefined) return;
      chain.records -= sizeOf(oldest);
    }
  }
}

interface Chain {
  readonly differences: ZoneDifference[];
  records: number;
}

function sizeOf({ removed, added }: ZoneDifference): number {
  return removed.length + added.length + 2;
}
