import { type FileSystem, isFileSystemError } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import type { Name } from "../wire/name.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import { writeZoneFile } from "../zone-file/write-zone-file.js";
import { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";

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

/** A zone in a file of its own, whose modification time is when the primary was last found to have it. */
export class ZoneCopy {
  readonly #place: ZoneCopyPlace;

  constructor(place: ZoneCopyPlace) {
    this.#place = place;
  }

  /** `undefined` where there is none yet. Rejects with what is wrong with one that can't be used. */
  async load(origin: Name): Promise<StoredZone | undefined> {
    const { files, path } = this.#place;
    try {
      const { records } = await readZoneFile(files, path, { origin });
      const { mtimeMs } = await files.stat(path);
      return { zone: Zone.fromRecords(origin, records), checkedAtMs: mtimeMs };
    } catch (error) {
      if (isFileSystemError(error) && error.reason === "not-found") return undefined;
      throw error;
    }
  }

  /** Rejects with a `FileSystemError`. */
  async save(zone: Zone, checkedAtMs: number): Promise<void> {
    const { files, path } = this.#place;
    await writeZoneFile(files, path, zone.records());
    await this.touch(checkedAtMs);
  }

  /** The primary still has it. Rejects with a `FileSystemError`. */
  async touch(checkedAtMs: number): Promise<void> {
    const { files, path } = this.#place;
    await files.setAttributes(path, { mtimeMs: checkedAtMs });
  }
}

/** Whether the copy is to blame: then it is as if there were none. */
export function isBadCopy(error: unknown): error is Error {
  return error instanceof DNSTextError || error instanceof ZoneError || isFileSystemError(error);
}
