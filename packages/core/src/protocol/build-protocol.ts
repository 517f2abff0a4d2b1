import { connectionRefused, refusalCount } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { formatAddress, type Address } from "../transport/address.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";

const log = new Logger("twist.core.port");

/**
 * Asks `factory` what is to speak with `peer`, by the rules of a port: a factory that throws refuses, which is logged, and each
 * refusal is told on `twist:connection:refused` once: by the policy that knows the reason, or else here.
 * @param threw Called with what the factory threw, before this returns.
 * @returns `undefined` where the factory refuses.
 */
export function buildProtocol<P extends StreamProtocol>(
  factory: ProtocolFactory<P>,
  peer: Address,
  threw?: (error: unknown) => void,
): P | undefined {
  const toldBefore = refusalCount();
  let reason = "the factory refused it";
  try {
    const protocol = factory.buildProtocol(peer);
    if (protocol !== undefined) return protocol;
  } catch (error) {
    reason = "the factory threw";
    log.error("An exception came out of buildProtocol; the connection is refused", {
      peer: formatAddress(peer),
      error,
    });
    threw?.(error);
  }
  if (refusalCount() === toldBefore) connectionRefused(peer, reason);
  return undefined;
}
