/**
 * `@twist/dns/zone`: zones as values, and their files.
 *
 * @packageDocumentation
 */
export { DNSTextError } from "../presentation/dns-text-error.js";
export { formatZone, type FormatZoneOptions } from "../zone-file/format-zone.js";
export { parseRecord } from "../zone-file/parse-record.js";
export { parseZone } from "../zone-file/parse-zone.js";
export { readZoneFile, type ReadZoneFileOptions, type ZoneFile } from "../zone-file/read-zone-file.js";
export { writeZoneFile } from "../zone-file/write-zone-file.js";
export { DEFAULT_ZONE_FILE_LIMITS, type ZoneFileLimits } from "../zone-file/zone-file-limits.js";
export type { ZoneOptions } from "../zone-file/zone-options.js";
export { loadZoneFile, type ZoneFileSource } from "../zone-files/zone-file-source.js";
export { type ReloadResult, ZoneFiles, type ZoneTarget } from "../zone-files/zone-files.js";
export { RRSet } from "./rrset.js";
export { compareSerials, nextSerial } from "./serial.js";
export type { ZoneChanges } from "./zone-changes.js";
export { ZoneError } from "./zone-error.js";
export { Zone } from "./zone.js";
export { lookUp, type ZoneLookup, type ZoneLookupKind } from "./zone-lookup.js";
export { ZoneNode } from "./zone-node.js";
export { ZoneTable } from "./zone-table.js";
