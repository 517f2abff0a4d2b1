import { AddressList, DeferredSemaphore, reactor as nodeReactor } from "@twist/core";
import type { ExchangeReactor } from "../exchange/upstream.js";
import type { DNSQuery } from "../server/dns-query.js";
import type { AccessRule } from "../transfer/access-rule.js";
import { AccessRules } from "../transfer/access-rules.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import { Name } from "../wire/name.js";
import type { ZoneTable } from "../zone/zone-table.js";
import { Primary, type PrimaryServer } from "./primary.js";
import { type SecondaryLimits, secondaryLimits } from "./secondary-limits.js";
import { SecondaryZone } from "./secondary-zone.js";
import { ZoneCopy, type ZoneCopyPlace } from "./zone-copy.js";
import { ZoneTiming } from "./zone-timing.js";

/** A zone that comes from other servers. */
export interface SecondaryZoneOptions {
  readonly origin: Name | string;
  /** Asked in this order. */
  readonly primaries: readonly PrimaryServer[];
  /** Who may tell of changes. @default the addresses of the primaries */
  readonly allowNotify?: AccessRule | readonly AccessRule[] | undefined;
  /** Where its copy is kept, so that it is there at once after a restart. @default nowhere */
  readonly copy?: ZoneCopyPlace | undefined;
}

/** What `SecondaryZones` is made of. */
export interface SecondaryZonesOptions {
  /** Where the zones go. */
  readonly publisher: ZonePublisher;
  readonly zones: readonly SecondaryZoneOptions[];
  /** Changes to the limits. @default DEFAULT_SECONDARY_LIMITS */
  readonly limits?: Partial<SecondaryLimits> | undefined;
  /** @default the one of this process */
  readonly reactor?: ExchangeReactor | undefined;
  /** From 0 up to 1: how far each of the times in between differs. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * The zones that a server has from others. A service; `secondary` is the handler that belongs to it.
 *
 *     const publisher = new ZonePublisher();
 *     const secondaries = new SecondaryZones({
 *       publisher,
 *       zones: [{ origin: "example.com", primaries: [{ host: "192.0.2.1", key }] }],
 *     });
 *     const handlers = [secondary(secondaries), authoritative(publisher.zones)];
 */
export class SecondaryZones {
  readonly name = "dns-secondary";
  readonly #zones = new Map<string, Entry>();
  readonly #primaries: Primary[] = [];
  readonly #table: ZoneTable;

  /** @throws {TypeError} @throws {RangeError} for a zone without primaries, an address, a rule or a limit that is none. */
  constructor(options: SecondaryZonesOptions) {
    const { publisher, zones, reactor = nodeReactor, random = Math.random } = options;
    this.#table = publisher.zones;
    const limits = secondaryLimits(options.limits);
    const timing = new ZoneTiming(limits, random);
    const turns = new DeferredSemaphore(limits.maxConcurrent);
    for (const zone of zones) {
      if (zone.primaries.length === 0) throw new RangeError("a secondary zone has at least one primary");
      const origin = Name.from(zone.origin);
      const primaries = zone.primaries.map((server) => new Primary(server, limits, reactor));
      this.#primaries.push(...primaries);
      const copy = zone.copy === undefined ? undefined : new ZoneCopy(zone.copy);
      const parts = { origin, primaries, publisher, copy, timing, limits, reactor, turns };
      const addresses = new AddressList(primaries.map(({ host }) => host));
      const mayNotify = new AccessRules(zone.allowNotify ?? { addresses });
      this.#zones.set(origin.key, { zone: new SecondaryZone(parts), mayNotify });
    }
  }

  /** Takes up the copies that are kept; it doesn't wait for the primaries. */
  async startService(): Promise<void> {
    await Promise.all(Array.from(this.#zones.values(), ({ zone }) => zone.start()));
  }

  async stopService(): Promise<void> {
    await Promise.all(Array.from(this.#zones.values(), ({ zone }) => zone.stop()));
    for (const primary of this.#primaries) primary.close();
  }

  /** The zone with exactly this origin. */
  get(origin: Name): SecondaryZone | undefined {
    return this.#zones.get(origin.key)?.zone;
  }

  /** Whether who sends `query` may tell of changes to the zone. */
  mayNotify(query: DNSQuery, origin: Name): boolean {
    return this.#zones.get(origin.key)?.mayNotify.permits(query, origin) === true;
  }

  /** Looks at the primaries of all zones, or of one, now. */
  refresh(origin?: Name): void {
    for (const { zone } of this.#zones.values()) if (origin?.equals(zone.origin) !== false) zone.refresh();
  }

  /** Whether `name` belongs to a zone of which there is no copy that may be used. */
  isMissing(name: Name): boolean {
    const zone = this.#find(name);
    if (zone === undefined || zone.isAvailable) return false;
    // A zone below it that we have is answered from.
    const present = this.#table.find(name);
    return present === undefined || present.origin.byteLength < zone.origin.byteLength;
  }

  #find({ key }: Name): SecondaryZone | undefined {
    for (let position = 0; position < key.length; position += 1 + key.charCodeAt(position)) {
      const entry = this.#zones.get(position === 0 ? key : key.slice(position));
      if (entry !== undefined) return entry.zone;
    }
    return undefined;
  }
}

interface Entry {
  readonly zone: SecondaryZone;
  readonly mayNotify: AccessRules;
}
