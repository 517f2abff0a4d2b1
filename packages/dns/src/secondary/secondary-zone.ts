import { abortable, type Deferred, type DelayedCall, type DeferredSemaphore, Logger } from "@twist/core";
import type { ExchangeReactor } from "../exchange/upstream.js";
import type { SOAData } from "../records/soa.js";
import type { ChangesTransfer } from "../transfer/transfer-changes.js";
import { condenseDifferences } from "../transfer/condense-differences.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import type { Primary } from "./primary.js";
import type { SecondaryLimits } from "./secondary-limits.js";
import { isBadCopy, type ZoneCopy } from "./zone-copy.js";
import type { ZoneTiming } from "./zone-timing.js";

const log = new Logger("twist.dns.secondary");

/** What a `SecondaryZone` is made of. */
export interface SecondaryZoneParts {
  readonly origin: Name;
  readonly primaries: readonly Primary[];
  readonly publisher: ZonePublisher;
  readonly copy: ZoneCopy | undefined;
  readonly timing: ZoneTiming;
  readonly limits: SecondaryLimits;
  readonly reactor: ExchangeReactor;
  /** Shared by all zones. */
  readonly turns: DeferredSemaphore;
}

/**
 * A zone whose records come from elsewhere (RFC 1034 §4.3.5): fetched when there is no copy of it, looked after when its SOA record says
 * so or a primary does, and out of service once it is too long that a primary was found to have it.
 */
export class SecondaryZone {
  readonly #parts: SecondaryZoneParts;
  /** The copy. After it has expired it isn't published, but changes are still asked from it on. */
  #zone: Zone | undefined;
  #isPublished = false;
  #nextCheck: DelayedCall | undefined;
  #expiry: DelayedCall | undefined;
  /** When that is, by the reactor's clock: the zone grows older also while we are stopped. */
  #expiresAt = Infinity;
  #running: Deferred<void> | undefined;
  #failures = 0;
  #lastCheck = -Infinity;
  /** The host of the primary that has told of a change since the last look began. */
  #toldBy: string | undefined;
  #isStopped = true;

  constructor(parts: SecondaryZoneParts) {
    this.#parts = parts;
  }

  get origin(): Name {
    return this.#parts.origin;
  }

  /** Whether there is a copy that may be used. */
  get isAvailable(): boolean {
    return this.#isPublished;
  }

  /** Takes up the copy of the last time, and looks at the primaries. */
  async start(): Promise<void> {
    this.#isStopped = false;
    if (this.#isPublished) this.#expireAfter(Math.max(0, this.#expiresAt - this.#parts.reactor.now()));
    else if (this.#zone === undefined) await this.#restore();
    this.refresh();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#nextCheck?.cancel();
    this.#expiry?.cancel();
    this.#running?.cancel();
    await this.#parts.copy?.settled();
  }

  /** A primary says that there is a new version (RFC 1996): one of them is looked at soon. `soa` is a hint at which version that is. */
  notified(host: string, soa: ResourceRecord<SOAData> | undefined): void {
    const ours = this.#zone;
    if (this.#isPublished && ours !== undefined && soa !== undefined) {
      if (compareSerials(soa.data.serial, ours.serial) <= 0) return;
    }
    this.#toldBy = host;
    this.refresh();
  }

  /** Looks at the primaries as soon as that is allowed; once more where that is under way. */
  refresh(): void {
    if (this.#isStopped || this.#running !== undefined) return;
    this.#checkAfter(Math.max(0, this.#lastCheck + this.#parts.limits.minIntervalMs - this.#parts.reactor.now()));
  }

  #checkAfter(delayMs: number): void {
    this.#nextCheck?.cancel();
    this.#nextCheck = this.#parts.reactor.callLater(delayMs, () => {
      this.#check();
    });
  }

  #check(): void {
    const { turns, reactor } = this.#parts;
    this.#running = turns.run(() =>
      abortable((signal) => {
        this.#lastCheck = reactor.now();
        return this.#askPrimaries(signal);
      }),
    );
    this.#running.addBoth(() => {
      this.#running = undefined;
      if (this.#isStopped) return;
      if (this.#toldBy !== undefined) this.refresh();
    });
  }

  /** Never rejects. */
  async #askPrimaries(signal: AbortSignal): Promise<void> {
    for (const primary of this.#inOrder()) {
      try {
        const zone = this.#zone;
        const result = await (zone === undefined ? primary.fetch(this.origin, signal) : primary.update(zone, signal));
        if (!signal.aborted) this.#refreshed(result, primary);
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn("A zone can't be had from a primary", {
          zone: this.origin.toString(),
          server: primary.name,
          error,
        });
      }
    }
    this.#failed();
  }

  /** The one first that has told of a change. */
  #inOrder(): readonly Primary[] {
    const host = this.#toldBy;
    this.#toldBy = undefined;
    const { primaries } = this.#parts;
    if (host === undefined) return primaries;
    return [...primaries].sort((a, b) => Number(b.host === host) - Number(a.host === host));
  }

  #refreshed(result: ChangesTransfer, primary: Primary): void {
    const { timing, reactor } = this.#parts;
    const { zone } = result;
    this.#failures = 0;
    this.#zone = zone;
    this.#publish(result);
    this.#expireAfter(timing.expireMs(zone.soa.data));
    this.#checkAfter(timing.refreshMs(zone.soa.data));
    this.#parts.copy?.keep(zone, reactor.wallTime());
    if (result.form === "current") return;
    log.info("A zone was transferred", {
      zone: this.origin.toString(),
      serial: zone.serial,
      form: result.form,
      server: primary.name,
    });
  }

  #failed(): void {
    const { timing } = this.#parts;
    this.#failures += 1;
    const soa = this.#zone?.soa.data;
    this.#checkAfter(soa === undefined ? timing.firstRetryMs(this.#failures) : timing.retryMs(soa));
  }

  #publish({ zone, form, differences }: ChangesTransfer): void {
    const isChange = form === "changes" && this.#isPublished;
    this.#isPublished = true;
    this.#parts.publisher.publish(zone, isChange ? condenseDifferences(differences) : undefined);
  }

  #expireAfter(delayMs: number): void {
    const { reactor } = this.#parts;
    this.#expiry?.cancel();
    this.#expiresAt = reactor.now() + delayMs;
    this.#expiry = reactor.callLater(delayMs, () => {
      this.#isPublished = false;
      this.#parts.publisher.withdraw(this.origin);
      log.error("A zone has expired: no primary was reached for too long", { zone: this.origin.toString() });
    });
  }

  async #restore(): Promise<void> {
    const { copy, reactor, timing, publisher } = this.#parts;
    try {
      const stored = await copy?.load(this.origin);
      // Who has stopped us meanwhile wants no timer of ours, nor another zone.
      if (stored === undefined || this.#isStopped) return;
      const { zone, checkedAtMs } = stored;
      this.#zone = zone;
      const leftMs = checkedAtMs + timing.expireMs(zone.soa.data) - reactor.wallTime();
      if (leftMs <= 0) return;
      this.#isPublished = true;
      publisher.publish(zone);
      this.#expireAfter(leftMs);
    } catch (error) {
      if (!isBadCopy(error)) throw error;
      log.warn("The copy of a zone can't be used", { zone: this.origin.toString(), error });
    }
  }
}
