import { CannotListenError, type DatagramTransport, type ListeningPort, reactor, serverFromString } from "@twist/core";
import { DNSDatagramServer, DNSServerFactory, type DNSServerOptions } from "@twist/dns/server";
import type { TestCertificate } from "../test-certificate.js";

/** A name server of ours in this process, for as long as the scope. */
export interface ServedDNS extends AsyncDisposable {
  /** The same for UDP and TCP. */
  readonly port: number;
  /** By TLS; 0 without a certificate. */
  readonly tlsPort: number;
}

const attempts = 20;

/** Serves with `options` on a free port of `host`, by UDP, TCP and, with a certificate, TLS. */
export async function serveDNS(
  options: DNSServerOptions,
  { host = "127.0.0.1", port: wanted = 0, certificate }: ServeDNSOptions = {},
): Promise<ServedDNS> {
  const factory = new DNSServerFactory(options);
  const [tcp, udp] = await listenBoth(options, factory, { host, port: wanted });
  const ports: ListeningPort[] = [tcp];
  let tlsPort = 0;
  if (certificate !== undefined) {
    const tls = await serverFromString(reactor, `tls:0:interface=${host}:${certificate.options}`).listen(factory);
    ports.push(tls);
    tlsPort = portOf(tls);
  }
  return {
    port: udp.host.port,
    tlsPort,
    async [Symbol.asyncDispose]() {
      await udp.stopListening();
      for (const port of ports) await port[Symbol.asyncDispose]();
    },
  };
}

/** Where `serveDNS` listens. */
export interface ServeDNSOptions {
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default a free one */
  readonly port?: number;
  readonly certificate?: TestCertificate;
}

/** A port that is free for TCP may be taken for UDP. */
async function listenBoth(
  options: DNSServerOptions,
  factory: DNSServerFactory,
  { host, port: wanted }: { readonly host: string; readonly port: number },
): Promise<[ListeningPort, DatagramTransport]> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = await serverFromString(reactor, `tcp:${String(wanted)}:interface=${host}`).listen(factory);
    try {
      const udp = await reactor.listenUDP(portOf(tcp), new DNSDatagramServer(options), { interface: host });
      return [tcp, udp];
    } catch (error) {
      await tcp[Symbol.asyncDispose]();
      if (!(error instanceof CannotListenError) || attempt === attempts) throw error;
    }
  }
}

function portOf({ address }: ListeningPort): number {
  if (address.type !== "tcp") throw new Error("not a TCP port");
  return address.port;
}
