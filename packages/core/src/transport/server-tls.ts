import type { ProtocolFactory } from "./protocol-factory.js";
import type { StartTLSOptions, TLSServerOptions } from "./tls-options.js";

/** `tls` for the server's end of a handshake, after which `factory` builds who speaks: unless it says otherwise, what that speaks is offered by ALPN. */
export function serverTLS({ alpnProtocols, ...tls }: TLSServerOptions, factory: ProtocolFactory): StartTLSOptions {
  const offered = alpnProtocols ?? factory.alpnProtocols ?? [];
  return { role: "server", ...tls, ...(offered.length === 0 ? {} : { alpnProtocols: offered }) };
}
