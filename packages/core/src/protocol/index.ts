/** What speaks on a wire: protocols and factories, the receivers that cut a stream into items, and the policies that stand around them. */

export { DatagramProtocol } from "./datagram-protocol.js";
export { Factory } from "./factory.js";
export { FramedProtocol } from "./framed-protocol.js";
export { Int16StringReceiver } from "./int16-string-receiver.js";
export { Int32StringReceiver } from "./int32-string-receiver.js";
export { Int8StringReceiver } from "./int8-string-receiver.js";
export { IntNStringReceiver } from "./int-n-string-receiver.js";
export { LineReceiver } from "./line-receiver.js";
export { NetstringReceiver } from "./netstring-receiver.js";
export { ProcessProtocol } from "./process-protocol.js";
export { Protocol } from "./protocol.js";

export { ALPNFactory } from "./policies/alpn-factory.js";
export { ConnectionCount } from "./policies/connection-count.js";
export { HAProxyWrappingFactory, type HAProxyWrappingFactoryOptions } from "./policies/haproxy-wrapping-factory.js";
export { IdleTimeout } from "./policies/idle-timeout.js";
export { LimitingFactory, type LimitingFactoryOptions } from "./policies/limiting-factory.js";
export { ProtocolWrapper } from "./policies/protocol-wrapper.js";
export { proxyHeaderOf } from "./policies/proxied-protocol.js";
export { SniffingFactory, type SniffingFactoryOptions } from "./policies/sniffing-factory.js";
export type { SniffingRoute } from "./policies/sniffing-protocol.js";
export { ThrottlingFactory, type ThrottlingFactoryOptions } from "./policies/throttling-factory.js";
export { TimeoutFactory } from "./policies/timeout-factory.js";
export type { TimeoutLimits } from "./policies/timeout-protocol.js";
export { TLSTerminatingFactory, type TLSOverTransport } from "./policies/tls-terminating-factory.js";
export { WrappingFactory } from "./policies/wrapping-factory.js";

export { encodeProxyV1 } from "./haproxy/proxy-v1.js";
export { encodeProxyV2, type EncodeProxyV2Options } from "./haproxy/proxy-v2.js";
export { proxyTLVTypes, type ProxyHeader, type ProxyTLV } from "./haproxy/proxy-header.js";
export { ProxyProtocolError } from "./haproxy/proxy-protocol-error.js";

export type { Matcher } from "./sniffing/matcher.js";
export { matchHTTP1 } from "./sniffing/match-http1.js";
export { matchHTTP2 } from "./sniffing/match-http2.js";
export { matchPrefix } from "./sniffing/match-prefix.js";
export { matchProxy } from "./sniffing/match-proxy.js";
export { matchSSH } from "./sniffing/match-ssh.js";
export { matchTLS } from "./sniffing/match-tls.js";
