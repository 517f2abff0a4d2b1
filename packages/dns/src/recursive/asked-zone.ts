import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import type { ResolverLimits } from "./resolver-limits.js";

/** What was asked, and as whose server. */
export interface AskedZone {
  readonly question: Question;
  /** The zone that the server was delegated. */
  readonly zone: Name;
  readonly limits: ResolverLimits;
}
