import { Logger } from "@twist/core";
import { diffZones, isEmptyDifference } from "../transfer/zone-difference.js";
import type { Name } from "../wire/name.js";
import { compareSerials } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";
import { loadZoneFile, type ZoneFileSource } from "./zone-file-source.js";

const log = new Logger("twist.dns.zones");

/** Where the zones of files go: a `ZonePublisher`, for example. */
export interface ZoneTarget {
  /** Puts a zone, or its new version, in place. @returns whether it was taken */
  publish(zone: Zone): boolean | PromiseLike<boolean>;
  withdraw(origin: Name): void;
}

/** What became of the files when they were read again. */
export interface ReloadResult {
  /** The zones that have new contents, or are new. */
  readonly changed: readonly Name[];
  /** The paths of the files that can't be used; what they held before is still served. */
  readonly failed: readonly string[];
}

/**
 * The zones of files, and their changes. Reading them again takes a new version of each in one step, between two queries; a file that
 * can't be used leaves its zone as it was.
 *
 *     const zoneFiles = new ZoneFiles([{ files, path: "/example.com.zone" }], publisher);
 *     await zoneFiles.load();
 *     reactor.onSignal("SIGHUP", () => void zoneFiles.reload());
 */
export class ZoneFiles {
  readonly #target: ZoneTarget;
  readonly #entries: readonly Entry[];
  /** Which file holds a zone, by `Name.key` of the origin. */
  readonly #owners = new Map<string, Entry>();
  #reloading: Promise<ReloadResult> | undefined;
  /** What a reload that was asked for during another one waits for. */
  #next: Promise<ReloadResult> | undefined;

  constructor(sources: readonly ZoneFileSource[], target: ZoneTarget) {
    this.#entries = sources.map((source) => ({ source, zone: undefined }));
    this.#target = target;
  }

  /** Reads all for the first time. Rejects with what is wrong with the first that can't be used; no zone is put in place then. */
  async load(): Promise<void> {
    const zones = await Promise.all(this.#entries.map(({ source }) => loadZoneFile(source)));
    const origins = new Set<string>();
    for (const { origin } of zones) {
      if (origins.has(origin.key)) throw heldTwice(origin);
      origins.add(origin.key);
    }
    for (const [i, entry] of this.#entries.entries()) {
      const zone = zones[i];
      if (zone !== undefined) await this.#take(entry, zone);
    }
  }

  /** Reads all again. Never rejects for what is wrong with a file: that is logged. While it is under way, one more is waiting at most. */
  reload(): Promise<ReloadResult> {
    if (this.#reloading === undefined) {
      this.#reloading = this.#reloadAll().finally(() => {
        this.#reloading = undefined;
      });
      return this.#reloading;
    }
    this.#next ??= this.#reloading.then(() => {
      this.#next = undefined;
      return this.reload();
    });
    return this.#next;
  }

  async #reloadAll(): Promise<ReloadResult> {
    const changed: Name[] = [];
    const failed: string[] = [];
    for (const entry of this.#entries) {
      try {
        const zone = await loadZoneFile(entry.source);
        if (await this.#take(entry, zone)) changed.push(zone.origin);
      } catch (error) {
        failed.push(entry.source.path);
        log.error("A zone file can't be used: what it held before is still served", { file: entry.source.path, error });
      }
    }
    log.info("Zone files were read again", { changed: changed.length, failed: failed.length });
    return { changed, failed };
  }

  /** @returns whether the zone is another one now. */
  async #take(entry: Entry, zone: Zone): Promise<boolean> {
    const before = entry.zone;
    if ((this.#owners.get(zone.origin.key) ?? entry) !== entry) throw heldTwice(zone.origin);
    const fields = { zone: zone.origin.toString(), serial: zone.serial, file: entry.source.path };
    if (before?.origin.equals(zone.origin) === true) {
      if (before.serial === zone.serial && isEmptyDifference(diffZones(before, zone))) return false;
      if (!(compareSerials(zone.serial, before.serial) > 0)) {
        log.warn("A zone has changed but its serial isn't higher: secondaries won't notice", fields);
      }
    }
    if (!(await this.#target.publish(zone))) {
      log.warn("A zone file isn't taken: updates have given the zone a serial as high", fields);
      entry.zone ??= zone;
      return false;
    }
    entry.zone = zone;
    this.#owners.set(zone.origin.key, entry);
    if (before !== undefined && !before.origin.equals(zone.origin)) {
      this.#owners.delete(before.origin.key);
      this.#target.withdraw(before.origin);
    }
    return true;
  }
}

function heldTwice(origin: Name): ZoneError {
  return new ZoneError(origin, ["two files hold it"]);
}

interface Entry {
  readonly source: ZoneFileSource;
  /** What it held when it was taken last. */
  zone: Zone | undefined;
}
