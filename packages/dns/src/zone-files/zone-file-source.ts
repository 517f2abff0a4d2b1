import type { FileSystem } from "@twist/core/filesystem";
import { SOA } from "../records/soa.js";
import { Name } from "../wire/name.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import type { ZoneFileLimits } from "../zone-file/zone-file-limits.js";
import { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";

/** A zone file, and where it is. */
export interface ZoneFileSource {
  /** What `$INCLUDE` can't lead out of. */
  readonly files: FileSystem;
  readonly path: string;
  /** The zone's origin, for names without a dot at the end. @default none: the file has to say `$ORIGIN` */
  readonly origin?: Name | undefined;
  /** Changes to the default limits. */
  readonly limits?: Partial<ZoneFileLimits> | undefined;
}

/**
 * The zone that a file holds; its origin is where its SOA record stands. Rejects with a `DNSTextError`, a `ZoneError` or a
 * `FileSystemError`.
 */
export async function loadZoneFile({ files, path, origin, limits }: ZoneFileSource): Promise<Zone> {
  const { records } = await readZoneFile(files, path, { origin, limits });
  const soa = records.find((record) => record.is(SOA));
  if (soa !== undefined) return Zone.fromRecords(soa.name, records);
  throw new ZoneError(origin ?? rootOf(records), ["it has no SOA record"]);
}

function rootOf(records: readonly { readonly name: Name }[]): Name {
  const [first] = records;
  return first === undefined ? Name.root : first.name;
}
