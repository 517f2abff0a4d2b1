import { DatagramService, type MultiService, serveEndpoints, type ServiceContext } from "@twist/core/application";
import { DNSDatagramServer } from "../server/dns-datagram-server.js";
import { DNSServerFactory } from "../server/dns-server-factory.js";
import type { DNSServerOptions } from "../server/dns-server-options.js";

/**
 * A service that answers at every endpoint of `descriptions`: `udp:…` by datagrams, the others by streams. @throws
 * {EndpointDescriptionError}
 */
export function serveDNS(
  descriptions: readonly string[],
  options: DNSServerOptions,
  context: ServiceContext,
): MultiService {
  const isDatagram = (description: string): boolean => description.startsWith("udp:");
  const streams = descriptions.filter((description) => !isDatagram(description));
  const service = serveEndpoints(streams, new DNSServerFactory(options), { plain: "dns", tls: "dot" }, context);
  for (const description of descriptions.filter(isDatagram)) {
    service.add(
      new DatagramService(description, new DNSDatagramServer(options), {
        reactor: context.reactor,
        onListening: (address) => {
          context.listening("dns", address);
        },
      }),
    );
  }
  return service;
}
