import { Logger } from "@twist/core";
import { type FileSystem, isFileSystemError } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import type { Name } from "../wire/name.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import { writeZoneFile } from "../zone-file/write-zone-file.js";
import { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";

const log = new Logger("twist.dns.secondary");

/** Where a secondary keeps its copy of a zone. */
export interface ZoneCopyPlace {
  readonly files: FileSystem;
  readonly path: string;
}

/** A copy of a zone that is there after a restart. */
export interface StoredZone {
  readonly zone: Zone;
  /** When the primary was last found to have it, in milliseconds since 1970. */
  readonly checkedAtMs: number;
}

/**
 * A zone in a file of its own, whose modification time is when the primary was last found to have it. It is written in the background;
 * of versions that come while one is being written only the last is written after it.
 */
export class ZoneCopy {
  readonly #place: ZoneCopyPlace;
  /** What the file surely holds. */
  #stored: Zone | undefined;
  #wanted: StoredZone | undefined;
  #writing: Promise<void> | undefined;

  constructor(place: ZoneCopyPlace) {
    this.#place = place;
  }

  /** `undefined` where there is none yet. Rejects with what is wrong with one that can't be used. */
  async load(origin: Name): Promise<StoredZone | undefined> {
    const { files, path } = this.#place;
    try {
      const { records } = await readZoneFile(files, path, { origin });
      const { mtimeMs } = await files.stat(path);
      this.#stored = Zone.fromRecords(origin, records);
      return { zone: this.#stored, checkedAtMs: mtimeMs };
    } catch (error) {
      if (isFileSystemError(error) && error.reason === "not-found") return undefined;
      throw error;
    }
  }

  /** A primary was found to have `zone`. What goes wrong is logged, and tried again with the next. */
  keep(zone: Zone, checkedAtMs: number): void {
    this.#wanted = { zone, checkedAtMs };
    this.#writing ??= this.#writeAll();
  }

  /** Fulfils once nothing waits to be written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#wanted; next !== undefined; next = this.#wanted) {
      this.#wanted = undefined;
      try {
        await this.#write(next);
      } catch (error) {
        log.error("The copy of a zone can't be written", { zone: next.zone.origin.toString(), error });
      }
    }
    this.#writing = undefined;
  }

  async #write({ zone, checkedAtMs }: StoredZone): Promise<void> {
    const { files, path } = this.#place;
    if (this.#stored !== zone) {
      this.#stored = undefined;
      await writeZoneFile(files, path, zone.records());
    }
    await files.setAttributes(path, { mtimeMs: checkedAtMs });
    this.#stored = zone;
  }
}

/** Whether the copy is to blame: then it is as if there were none. */
export function isBadCopy(error: unknown): error is Error {
  return error instanceof DNSTextError || error instanceof ZoneError || isFileSystemError(error);
}
