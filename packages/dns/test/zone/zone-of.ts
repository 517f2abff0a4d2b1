import { Zone } from "../../src/zone/zone.js";
import { parseZone } from "../../src/zone-file/parse-zone.js";
import { Name } from "../../src/wire/name.js";
import type { ResourceRecord } from "../../src/wire/resource-record.js";

/** The zone `example.` of a zone file's text, with an SOA and NS record before it. */
export function zoneOf(text: string, origin = "example."): Zone {
  return Zone.fromRecords(
    Name.fromText(origin),
    recordsOf(`@ SOA ns hostmaster 1 3600 900 604800 300\n@ NS ns\n${text}`, origin),
  );
}

/** Records of a zone file's text; names without a dot are in `origin`. The TTL is 3600. */
export function recordsOf(text: string, origin = "example."): ResourceRecord[] {
  return parseZone(text, { origin, ttl: 3600 });
}
