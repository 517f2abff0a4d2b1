import { DNSTextError } from "../presentation/dns-text-error.js";
import { octetsOf } from "../presentation/octet-text.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { zoneFileLimits } from "./zone-file-limits.js";
import { zoneContext, type ZoneOptions } from "./zone-options.js";
import { ZoneParser } from "./zone-parser.js";

/**
 * The records of a zone file's text, in its order. There are no files here, so `$INCLUDE` is refused: see `readZoneFile`.
 * Throws a `DNSTextError` with the line and column of the first fault.
 */
export function parseZone(text: string, options: ZoneOptions = {}): ResourceRecord[] {
  const limits = zoneFileLimits(options.limits);
  if (text.length > limits.maxBytes) {
    throw new DNSTextError(`more than ${limits.maxBytes} bytes (maxBytes)`, { line: 1, column: 1 });
  }
  const parser = new ZoneParser(zoneContext(options), limits);
  parser.append(octetsOf(text));
  parser.finish();
  const records: ResourceRecord[] = [];
  for (let entry = parser.next(); entry !== undefined; entry = parser.next()) {
    if (entry.record === undefined) {
      throw new DNSTextError("$INCLUDE in a text that is no file: read it with readZoneFile", entry.include.position);
    }
    records.push(entry.record);
  }
  return records;
}
