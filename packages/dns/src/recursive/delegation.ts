import type { Name } from "../wire/name.js";
import type { NameServerAddresses } from "./root-hints.js";

/** Who has a zone, as its parent says. */
export interface Delegation {
  readonly zone: Name;
  /** Its name servers, with their glue. */
  readonly servers: readonly NameServerAddresses[];
  /** Seconds that the parent lets it be kept. */
  readonly ttl: number;
  /** When it is over, in the clock's `now()`: with the delegation that has led to it, at the latest. @default never */
  readonly until?: number | undefined;
}
