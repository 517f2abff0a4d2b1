/**
 * `@twist/http/proxy`: servers that hand requests on. `ReverseProxy` stands in front of servers of one's own, `ForwardProxy` does what clients ask of it.
 *
 * @packageDocumentation
 */
export type { DestinationRulesOptions, PortRange } from "./destination-rules.js";
export { ForbiddenDestinationError } from "./forbidden-destination-error.js";
export { ForwardProxy } from "./forward-proxy.js";
export type { ForwardProxyOptions } from "./forward-proxy-options.js";
export type { ForwardedFieldStyle } from "./forwarded-fields.js";
export { HealthChecks, type HealthChecksOptions } from "./health-checks.js";
export { DEFAULT_FORWARD_PROXY_LIMITS, DEFAULT_REVERSE_PROXY_LIMITS } from "./proxy-limits.js";
export { ReverseProxy } from "./reverse-proxy.js";
export type { ReverseProxyOptions } from "./reverse-proxy-options.js";
export type { Upstream, UpstreamOptions } from "./upstream.js";
export type { FailurePolicy, UpstreamHealth } from "./upstream-health.js";
