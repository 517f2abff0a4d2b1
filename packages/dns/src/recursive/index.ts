/** A resolver that begins at the root: `new RecursiveResolver()`, and `recursive(resolver)` to serve others with it. */
export { recursive } from "../server/handlers/recursive.js";
export { DEFAULT_RESOLVER_LIMITS, type ResolverLimits } from "./resolver-limits.js";
export { RecursiveResolver, type RecursiveResolverOptions, type ResolveOptions } from "./recursive-resolver.js";
export type { Minimisation } from "./fetch-context.js";
export { type Resolution, replyWith } from "./resolution.js";
export { ResolutionError, type ResolutionErrorCode } from "./resolution-error.js";
export { type NameServerAddresses, ROOT_HINTS } from "./root-hints.js";
