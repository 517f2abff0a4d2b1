import { parseDescription } from "../endpoint/description.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import { EndpointService } from "./endpoint-service.js";
import { MultiService } from "./multi-service.js";
import type { ServiceContext } from "./service-maker.js";

/** How the lines `listening <scheme> <address>` call a protocol, in clear and inside TLS. */
export interface Schemes {
  readonly plain: string;
  readonly tls: string;
}

/**
 * What most plugins' `makeService` ends in: a service that listens at every endpoint of `descriptions` with one factory, and announces
 * each port.
 * @throws {EndpointDescriptionError}
 */
export function serveEndpoints(
  descriptions: readonly string[],
  factory: ProtocolFactory,
  schemes: Schemes,
  context: ServiceContext,
): MultiService {
  const service = new MultiService();
  for (const description of descriptions) {
    const scheme = isTLS(description) ? schemes.tls : schemes.plain;
    service.add(
      new EndpointService(description, factory, {
        reactor: context.reactor,
        onListening: (address) => {
          context.listening(scheme, address);
        },
      }),
    );
  }
  return service;
}

/** Whether TLS is on from the first byte: `tls:…`, also inside a wrapper such as `haproxy:tls:…`. */
function isTLS(description: string): boolean {
  const { prefix, args } = parseDescription(description);
  return prefix === "tls" || (prefix === "haproxy" && args.find((arg) => arg.key === undefined)?.value === "tls");
}
