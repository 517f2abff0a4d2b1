import { basename } from "node:path";
import { Name } from "../wire/name.js";
import { DNSError } from "../wire/dns-error.js";
import { loadZoneFile, type ZoneFileSource } from "../zone-files/zone-file-source.js";
import type { Zone } from "../zone/zone.js";
import { fileFault, optionFile } from "./option-file.js";

/**
 * The zone of a file, as `twist dns --zone FILE` takes it. Where the file has no `$ORIGIN`, it is called as the zone is, with or without
 * `.zone` or `.db` behind: `example.com.zone`.
 *
 * @param option What errors say that it was given with.
 * @throws {OptionsError} with the file, line and column of what is wrong.
 */
export async function zoneOfFile(path: string, option = "--zone"): Promise<Zone> {
  try {
    return await loadZoneFile(zoneFileSource(path));
  } catch (error) {
    throw fileFault(error, `${option}: ${path}`);
  }
}

/** Where the zone of a file is read from, as `--zone FILE` names it. */
export function zoneFileSource(path: string): ZoneFileSource {
  return { ...optionFile(path), origin: originFrom(path) };
}

function originFrom(path: string): Name | undefined {
  try {
    return Name.fromText(basename(path).replace(/\.(?:zone|db)$/, ""));
  } catch (error) {
    if (error instanceof DNSError) return undefined;
    throw error;
  }
}
