/**
 * Looking things up: `lookup` for most, `StubResolver` for those who choose their servers, and the upstreams that both ask.
 */
export { AnswerCache, type AnswerCacheOptions, type PutOptions } from "../cache/answer-cache.js";
export { type CachedAnswer } from "../cache/cached-answer.js";
export { CachedResolution, type CachedResolutionOptions, type FetchAnswer } from "../cache/cached-resolution.js";
export { type CacheLimits, DEFAULT_CACHE_LIMITS } from "../cache/cache-limits.js";
export { type SecurityStatus, Trust } from "../cache/trust.js";
export { DNSExchangeError, type DNSExchangeErrorCode } from "../exchange/dns-exchange-error.js";
export { type HTTPSFetch, HTTPSUpstream, type HTTPSUpstreamOptions } from "../exchange/https-upstream.js";
export { makeUpstream, type UpstreamServer } from "../exchange/make-upstream.js";
export { OpportunisticUpstream, type OpportunisticUpstreamOptions } from "../exchange/opportunistic-upstream.js";
export { ServerUpstream, type ServerUpstreamOptions } from "../exchange/server-upstream.js";
export { type StreamUpstreamOptions } from "../exchange/stream-upstream.js";
export { TCPUpstream, type TCPUpstreamOptions } from "../exchange/tcp-upstream.js";
export { TLSUpstream, type TLSUpstreamOptions } from "../exchange/tls-upstream.js";
export { UDPUpstream, type UDPUpstreamOptions } from "../exchange/udp-upstream.js";
export {
  type ExchangeOptions,
  type ExchangeReactor,
  type StreamingUpstream,
  type Upstream,
} from "../exchange/upstream.js";
export { UpstreamGroup, type UpstreamGroupOptions } from "../exchange/upstream-group.js";
export { type RecordDataByType } from "../records/record-types.js";
export { DNSLookupError, type DNSLookupErrorCode, type DNSLookupErrorOptions } from "./dns-lookup-error.js";
export { Hosts } from "./hosts.js";
export { lookup, type SystemLookupOptions } from "./lookup.js";
export { type LookupResult } from "./lookup-result.js";
export { type NodeLookup, nodeLookup, type NodeLookupCallback, type NodeLookupOptions } from "./node-lookup.js";
export { PrivateAddressFilter, type PrivateAddressOptions } from "./private-addresses.js";
export { parseResolvConf, type ResolvConf } from "./resolv-conf.js";
export { type ConnectingReactor, ResolvingReactor } from "./resolving-reactor.js";
export { reverseName } from "./reverse-name.js";
export { systemResolver } from "./shared-resolver.js";
export { type LookupType, StubResolver } from "./stub-resolver.js";
export { type LookupOptions, type StubResolverOptions } from "./stub-resolver-options.js";
export { readSystemConfiguration, type SystemConfiguration } from "./system-configuration.js";
export { SystemResolver } from "./system-resolver.js";
