import type { Address } from "../../transport/address.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import type { ProxyHeader } from "../haproxy/proxy-header.js";
import { ProtocolWrapper } from "./protocol-wrapper.js";

/** Shows a protocol the client that a proxy speaks for, in place of the proxy. `HAProxyWrappingFactory` makes them. */
export class ProxiedProtocol<P extends StreamProtocol = StreamProtocol> extends ProtocolWrapper<P> {
  /** All that the proxy said. */
  readonly proxyHeader: ProxyHeader;

  constructor(wrapped: P, proxyHeader: ProxyHeader) {
    super(wrapped);
    this.proxyHeader = proxyHeader;
  }

  override get peer(): Address {
    return this.proxyHeader.source ?? super.peer;
  }

  override get host(): Address {
    return this.proxyHeader.destination ?? super.host;
  }
}

/** What the proxy in front of `transport` said, also where other policies stand in between; `undefined` where there is none. */
export function proxyHeaderOf(transport: Transport): ProxyHeader | undefined {
  let wire = transport;
  while (wire instanceof ProtocolWrapper) {
    if (wire instanceof ProxiedProtocol) return wire.proxyHeader;
    wire = wire.below;
  }
  return undefined;
}
