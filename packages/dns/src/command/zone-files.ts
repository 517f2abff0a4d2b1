import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import { SOA } from "../records/soa.js";
import { Name } from "../wire/name.js";
import { DNSError } from "../wire/dns-error.js";
import { readZoneFile } from "../zone-file/read-zone-file.js";
import { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";

/**
 * The zone of a file, as `twist dns --zone FILE` takes it. Where the file has no `$ORIGIN`, it is called as the zone is, with or without
 * `.zone` or `.db` behind: `example.com.zone`.
 *
 * @param option What errors say that it was given with.
 * @throws {OptionsError} with the file, line and column of what is wrong.
 */
export async function zoneOfFile(path: string, option = "--zone"): Promise<Zone> {
  try {
    const files = new LocalFileSystem(dirname(path), { readOnly: true });
    const origin = originFrom(path);
    const { records } = await readZoneFile(files, `/${basename(path)}`, origin === undefined ? {} : { origin });
    const soa = records.find((record) => record.is(SOA));
    if (soa === undefined) throw new OptionsError(`${option}: ${path} has no SOA record`);
    return Zone.fromRecords(soa.name, records);
  } catch (error) {
    const isFault = error instanceof DNSTextError || error instanceof ZoneError || isFileSystemError(error);
    if (!isFault) throw error;
    throw new OptionsError(`${option}: ${path}: ${error.message}`, { cause: error });
  }
}

function originFrom(path: string): Name | undefined {
  try {
    return Name.fromText(basename(path).replace(/\.(?:zone|db)$/, ""));
  } catch (error) {
    if (error instanceof DNSError) return undefined;
    throw error;
  }
}
