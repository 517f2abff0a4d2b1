import type { ReactorTime } from "@twist/core";
import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import type { AuthorityServer } from "./authority-server.js";
import type { Delegation } from "./delegation.js";
import type { FetchNode } from "./fetch-node.js";
import type { QueryBudget } from "./query-budget.js";
import type { RecordCache } from "./record-cache.js";
import type { ResolverLimits } from "./resolver-limits.js";
import type { ZoneLoad } from "./zone-load.js";
import type { ZoneFinding, ZoneResponse } from "./zone-response.js";

/** How much of a name servers get to see that don't need all of it; see `RecursiveResolverOptions`. */
export type Minimisation = "relaxed" | "strict" | "off";

/** For whom something is looked for. */
export interface FindOptions {
  readonly budget: QueryBudget;
  /** The fetch that can't go on without. */
  readonly parent?: FetchNode;
}

/** What a fetch needs of its resolver. */
export interface FetchContext {
  readonly clock: ReactorTime;
  readonly limits: ResolverLimits;
  readonly minimisation: Minimisation;
  readonly records: RecordCache;
  readonly zoneLoad: ZoneLoad;
  /** The types of record that say where a server is, the preferred one first. */
  readonly addressTypes: readonly number[];
  /** The nearest zone that is known above `name`, or at it. */
  closestDelegation(name: Name): Delegation;
  /** The servers at those addresses that may be asked. */
  usableServers(addresses: readonly string[]): AuthorityServer[];
  /** Keeps what a server of a zone has said. */
  keep(question: Question, response: ZoneFinding): void;
  /** Keeps what the servers of `above` have said of who has a zone below, and gives it. */
  keepReferral(referral: Extract<ZoneResponse, { readonly kind: "referral" }>, above: Delegation): Delegation;
  /** What a name has, aliases not followed. Fails with a `ResolutionError`. */
  find(question: Question, options: FindOptions): Promise<ZoneFinding>;
}
