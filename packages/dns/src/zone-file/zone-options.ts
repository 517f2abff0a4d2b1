import { recordTypes } from "../records/record-types.js";
import { Name } from "../wire/name.js";
import type { RecordTypes } from "../wire/record-types.js";
import type { ZoneContext } from "./zone-context.js";
import type { ZoneFileLimits } from "./zone-file-limits.js";

/** How a zone file is read. */
export interface ZoneOptions {
  /** What names without a dot at the end are relative to until `$ORIGIN` says. @default none: such names are refused */
  readonly origin?: Name | string | undefined;
  /** The TTL, in seconds, until `$TTL` or a line says. @default none: a record without one is refused, save an SOA */
  readonly ttl?: number | undefined;
  /** The class of all records. @default what the first record says, IN where it says nothing */
  readonly class?: number | undefined;
  /** The types that are known. @default all of this package */
  readonly types?: RecordTypes | undefined;
  /** Changes to the default limits. */
  readonly limits?: Partial<ZoneFileLimits> | undefined;
}

/** What the first line of a zone file begins with. */
export function zoneContext(options: ZoneOptions): ZoneContext {
  return {
    types: options.types ?? recordTypes,
    origin: options.origin === undefined ? undefined : Name.from(options.origin),
    owner: undefined,
    class: options.class,
    defaultTTL: options.ttl,
    lastTTL: undefined,
    records: 0,
  };
}
