/**
 * `@twist/core/policies`: what stands between a wire and a protocol, around any factory: time-outs, limits on connections and rates, the PROXY
 * protocol, and several protocols on one port.
 *
 * @packageDocumentation
 */

export { ALPNFactory } from "./alpn-factory.js";
export { ConnectionCount, type ConnectionLimits } from "./connection-count.js";
export { CountedProtocol } from "./counted-protocol.js";
export { HAProxyWrappingFactory, type HAProxyWrappingFactoryOptions } from "./haproxy-wrapping-factory.js";
export { IdleTimeout } from "./idle-timeout.js";
export { LimitingFactory, type LimitingFactoryOptions } from "./limiting-factory.js";
export { proxyHeaderOf } from "./proxied-protocol.js";
export { SniffingFactory, type SniffingFactoryOptions } from "./sniffing-factory.js";
export type { SniffingRoute } from "./sniffing-protocol.js";
export { ThrottlingFactory, type ThrottlingFactoryOptions } from "./throttling-factory.js";
export { TimeoutFactory } from "./timeout-factory.js";
export type { TimeoutLimits } from "./timeout-protocol.js";
export { TLSTerminatingFactory, type TLSOverTransport } from "./tls-terminating-factory.js";

export { encodeProxyV1 } from "../haproxy/proxy-v1.js";
export { encodeProxyV2, type EncodeProxyV2Options } from "../haproxy/proxy-v2.js";
export { proxyTLVTypes, type ProxyHeader, type ProxyTLV } from "../haproxy/proxy-header.js";
export { ProxyProtocolError } from "../haproxy/proxy-protocol-error.js";

export type { Matcher } from "../sniffing/matcher.js";
export { matchHTTP1 } from "../sniffing/match-http1.js";
export { matchHTTP2 } from "../sniffing/match-http2.js";
export { matchPrefix } from "../sniffing/match-prefix.js";
export { matchProxy } from "../sniffing/match-proxy.js";
export { matchSSH } from "../sniffing/match-ssh.js";
export { matchTLS } from "../sniffing/match-tls.js";
