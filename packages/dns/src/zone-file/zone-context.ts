import type { Name } from "../wire/name.js";
import type { RecordTypes } from "../wire/record-types.js";

/** What one line of a zone file leaves to the next. */
export interface ZoneContext {
  readonly types: RecordTypes;
  /** What relative names end in. */
  origin: Name | undefined;
  /** The owner of the record before. */
  owner: Name | undefined;
  /** The class of the zone, once a line has told. */
  class: number | undefined;
  /** From `$TTL` (RFC 2308 §4), in seconds. */
  defaultTTL: number | undefined;
  /** The last TTL that a line had (RFC 1035 §5.1), in seconds. */
  lastTTL: number | undefined;
  /** How many records there have been. */
  records: number;
}
