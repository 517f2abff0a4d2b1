import { formatAddress, Logger } from "@twist/core";
import type { ZoneStore } from "../journal/zone-store.js";
import { SOA } from "../records/soa.js";
import type { DNSQuery } from "../server/dns-query.js";
import { diffZonesAt } from "../transfer/zone-difference.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { Rcode, rcodeText } from "../wire/rcode.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneChanges } from "../zone/zone-changes.js";
import { ZoneError } from "../zone/zone-error.js";
import { applyUpdate } from "./apply-update.js";
import { checkPrerequisites } from "./check-prerequisites.js";
import { isSigned, isWithinLimits, stepOf, type ZoneStep } from "./drafted-zone.js";
import { prescanUpdate } from "./prescan-update.js";
import { type UpdateLimits, updateLimits } from "./update-limits.js";
import { UpdatePolicy } from "./update-policy.js";
import type { UpdateRule } from "./update-rule.js";
import { ZoneDraft } from "./zone-draft.js";

const log = new Logger("twist.dns.update");

/** A zone that may be updated. */
export interface UpdatableZone {
  readonly origin: Name | string;
  /** Where its changes are kept. @default nowhere: they are gone after a restart */
  readonly store?: ZoneStore | undefined;
  /**
   * Signs the zone anew after a change; without it updates of a signed zone are refused. `previous` is the version before, whose
   * signatures may be taken over; those that `zone` holds needn't fit any more. @default none
   *
   *     sign: (zone, previous) => signZone(zone, keys, { nowMs: reactor.wallTime(), previous })
   */
  readonly sign?: ((zone: Zone, previous: Zone) => Zone) | undefined;
}

/** What a `ZoneUpdater` is made of. */
export interface ZoneUpdaterOptions {
  /** Where the zones are, and their new versions go. */
  readonly publisher: ZonePublisher;
  /** The zones that we are the primary of. More can be added. @default none */
  readonly zones?: Iterable<UpdatableZone> | undefined;
  /** Who may change what. @default nobody anything */
  readonly allow?: UpdateRule | readonly UpdateRule[] | undefined;
  /** Changes to the limits. @default DEFAULT_UPDATE_LIMITS */
  readonly limits?: Partial<UpdateLimits> | undefined;
}

interface Entry extends UpdatableZone {
  /** The last of those that wait for their turn. */
  tail: Promise<unknown>;
  pending: number;
}

/**
 * Changes zones as others ask (RFC 2136): all of an update or nothing of it, one update of a zone at a time. An update counts once it is
 * in the zone's store, and is answered then.
 */
export class ZoneUpdater {
  readonly #publisher: ZonePublisher;
  readonly #zones = new Map<string, Entry>();
  readonly #policy: UpdatePolicy;
  readonly #limits: UpdateLimits;

  /** @throws {TypeError} @throws {RangeError} for a rule or limit that is none. */
  constructor({ publisher, zones = [], allow, limits }: ZoneUpdaterOptions) {
    this.#publisher = publisher;
    for (const zone of zones) this.add(zone);
    this.#policy = new UpdatePolicy(allow);
    this.#limits = updateLimits(limits);
  }

  /** From now on this zone may be updated. */
  add(zone: UpdatableZone): void {
    this.#zones.set(Name.from(zone.origin).key, { ...zone, tail: Promise.resolve(), pending: 0 });
  }

  /** Whether the zone with this origin may be updated. */
  has(origin: Name): boolean {
    return this.#zones.has(origin.key);
  }

  /** The response to an UPDATE. */
  async answer(query: DNSQuery): Promise<Message> {
    const rcode = await this.#process(query);
    const { message, peer, question, keyName } = query;
    const fields = { peer: formatAddress(peer), zone: question.name.toString(), key: keyName?.toString() };
    if (rcode === Rcode.NOERROR) log.info("Update", fields);
    else log.warn("An update was refused", { ...fields, rcode: rcodeText(rcode) });
    return message.reply({ rcode });
  }

  /**
   * Puts a version of a zone in place that comes from elsewhere, its file for example, in turn with the updates.
   *
   * @returns whether it was taken: a zone with a store takes only one with a higher serial.
   */
  async replace(zone: Zone): Promise<boolean> {
    const entry = this.#zones.get(zone.origin.key);
    if (entry === undefined) return this.#publisher.publish(zone);
    return this.#inTurn(entry, async () => {
      const isTaken = (await entry.store?.replace(zone)) ?? true;
      if (isTaken) this.#publisher.publish(entry.store?.zone ?? zone);
      return isTaken;
    });
  }

  /**
   * Changes a zone for a reason of our own, in turn with the updates. Rejects where the change can't be kept, or makes no zone; nothing is
   * changed then.
   *
   * @param plan Gives the change to the version that is in place, with a higher serial; `undefined` for none.
   * @returns whether there was a change.
   */
  async change(origin: Name, plan: (zone: Zone) => ZoneChanges | undefined): Promise<boolean> {
    const entry = this.#zones.get(origin.key);
    if (entry === undefined) return false;
    return this.#inTurn(entry, async () => {
      const zone = this.#publisher.zones.get(origin);
      const changes = zone && plan(zone);
      if (zone === undefined || changes === undefined) return false;
      const after = zone.with(changes);
      const names = Array.from([...changes.removed, ...changes.added], ({ name }) => name);
      const difference = diffZonesAt(zone, after, names);
      await entry.store?.append(difference, after);
      this.#publisher.publish(after, difference);
      return true;
    });
  }

  /** Fulfils once the updates that wait for their turn are done. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#zones.values(), ({ tail }) => tail));
  }

  async #process(query: DNSQuery): Promise<number> {
    const { question } = query;
    if (question.type !== SOA.code) return Rcode.FORMERR;
    const entry = this.#zones.get(question.name.key);
    const zone = this.#publisher.zones.get(question.name);
    if (entry === undefined || zone?.class !== question.class) return Rcode.NOTAUTH;
    // Who may change nothing isn't told either what is there.
    if (!this.#policy.isForSomething(query, zone.origin)) return Rcode.REFUSED;
    if (entry.pending >= this.#limits.maxPendingUpdates) return Rcode.SERVFAIL;
    return this.#inTurn(entry, () => this.#update(query, entry));
  }

  async #inTurn<Result>(entry: Entry, work: () => Promise<Result>): Promise<Result> {
    entry.pending += 1;
    const turn = entry.tail.then(work).finally(() => {
      entry.pending -= 1;
    });
    entry.tail = turn.catch(() => undefined);
    return turn;
  }

  async #update(query: DNSQuery, entry: Entry): Promise<number> {
    const zone = this.#publisher.zones.get(query.question.name);
    if (zone === undefined) return Rcode.SERVFAIL;
    const step = this.#plan(query, zone, entry);
    if (typeof step === "number") return step;
    try {
      await entry.store?.append(step.difference, step.zone);
    } catch (error) {
      log.error("An update can't be kept", { zone: zone.origin.toString(), error });
      return Rcode.SERVFAIL;
    }
    this.#publisher.publish(step.zone, step.difference);
    return Rcode.NOERROR;
  }

  /** The next version of the zone, or the RCODE of an update that makes none. */
  #plan(query: DNSQuery, zone: Zone, { sign }: Entry): ZoneStep | number {
    const { answer: prerequisites, authority: updates } = query.message;
    const unmet = checkPrerequisites(zone, prerequisites);
    if (unmet !== Rcode.NOERROR) return unmet;
    const malformed = prescanUpdate(zone, updates);
    if (malformed !== Rcode.NOERROR) return malformed;
    if (!this.#policy.permits(query, zone, updates)) return Rcode.REFUSED;
    if (sign === undefined && isSigned(zone)) return Rcode.REFUSED;
    const draft = new ZoneDraft(zone);
    applyUpdate(draft, updates);
    if (!isWithinLimits(draft, this.#limits)) return Rcode.REFUSED;
    try {
      const step = stepOf(draft, sign);
      if (step === undefined) return Rcode.NOERROR;
      const hasGrown = step.zone.size > zone.size && step.zone.size > this.#limits.maxNames;
      return hasGrown ? Rcode.REFUSED : step;
    } catch (error) {
      if (!(error instanceof ZoneError)) throw error;
      log.warn("An update would break the zone", { zone: zone.origin.toString(), error });
      return Rcode.REFUSED;
    }
  }
}
