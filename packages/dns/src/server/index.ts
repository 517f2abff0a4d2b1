/**
 * `@twist/dns/server`: servers on UDP and streams, and the handlers that their answers come from.
 *
 * @packageDocumentation
 */
export { authoritative } from "./authoritative/authoritative.js";
export { DNSDatagramServer } from "./dns-datagram-server.js";
export type { DNSAnswer, DNSHandler, DNSResponder } from "./dns-handler.js";
export { DNSQuery, type DNSQueryOrigin, type DNSTransport } from "./dns-query.js";
export { DNSServerFactory } from "./dns-server-factory.js";
export { DEFAULT_DNS_SERVER_LIMITS, type DNSServerLimits } from "./dns-server-limits.js";
export type { DNSServerOptions } from "./dns-server-options.js";
export { DNSServerProtocol } from "./dns-server-protocol.js";
export { accessList, type AccessListOptions, LOCAL_NETWORKS } from "./handlers/access-list.js";
export { cache, type CacheOptions } from "./handlers/cache.js";
export { forward, type ForwardOptions } from "./handlers/forward.js";
export { blockList, namePolicy, type NamePolicy, type NamePolicyAction } from "./handlers/name-policy.js";
export { nameServerID } from "./handlers/name-server-id.js";
export { privateAddressPolicy } from "./handlers/private-address-policy.js";
export { formatQueryLog, queryLog, type QueryLogEntry } from "./handlers/query-log.js";
export { responseRateLimit, type ResponseRateLimitOptions } from "./handlers/response-rate-limit.js";
export { serverCookies, type ServerCookiesOptions } from "./handlers/server-cookies.js";
