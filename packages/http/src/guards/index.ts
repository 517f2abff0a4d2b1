/**
 * `@twist/http/guards`: who makes a request. Logins by a portal of `@twist/core/cred`, and clients behind proxies.
 *
 * @packageDocumentation
 */
export { AuthGuard, type GuardedHandler } from "./auth-guard.js";
export type { AuthScheme, ChallengeReason, SchemeResult } from "./auth-scheme.js";
export { BasicScheme } from "./basic-scheme.js";
export { BearerScheme } from "./bearer-scheme.js";
export { DigestScheme, type DigestSchemeOptions } from "./digest-scheme.js";
export {
  type ForwardedClient,
  type ForwardedStyle,
  TrustedProxies,
  type TrustedProxiesOptions,
} from "./trusted-proxies.js";
