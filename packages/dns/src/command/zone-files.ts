import { basename, dirname } from "node:path";
import { OptionsError } from "@twist/core/application";
import { isFileSystemError, LocalFileSystem } from "@twist/core/filesystem";
import { DNSTextError } from "../presentation/dns-text-error.js";
import { Name } from "../wire/name.js";
import { DNSError } from "../wire/dns-error.js";
import { loadZoneFile, type ZoneFileSource } from "../zone-files/zone-file-source.js";
import type { Zone } from "../zone/zone.js";
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
    return await loadZoneFile(zoneFileSource(path));
  } catch (error) {
    throw zoneFileFault(error, `${option}: ${path}`);
  }
}

/** Where the zone of a file is read from, as `--zone FILE` names it. */
export function zoneFileSource(path: string): ZoneFileSource {
  const files = new LocalFileSystem(dirname(path), { readOnly: true });
  return { files, path: `/${basename(path)}`, origin: originFrom(path) };
}

/** What is wrong with a file, as an `OptionsError`; an error that isn't the file's fault as it is. */
export function zoneFileFault(error: unknown, what: string): unknown {
  const isFault = error instanceof DNSTextError || error instanceof ZoneError || isFileSystemError(error);
  return isFault ? new OptionsError(`${what}: ${error.message}`, { cause: error }) : error;
}

function originFrom(path: string): Name | undefined {
  try {
    return Name.fromText(basename(path).replace(/\.(?:zone|db)$/, ""));
  } catch (error) {
    if (error instanceof DNSError) return undefined;
    throw error;
  }
}
