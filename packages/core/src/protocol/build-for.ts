import { connectionRefused } from "../logging/diagnostics.js";
import { Logger } from "../logging/logger.js";
import { formatAddress, type Address } from "../transport/address.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol, Transport } from "../transport/transport.js";

const log = new Logger("twist.core.protocol");

/**
 * Builds what is to speak on a wire that is connected already, for who finds out late which protocol that is: the rules of a port
 * hold. A factory that refuses has the connection closed, one that throws has it aborted, and neither stops the caller.
 * @param peer Who the factory is told is there. @default transport.peer
 * @returns what was built; `undefined` where the connection is over.
 */
export function buildFor<P extends StreamProtocol>(
  transport: Transport,
  factory: ProtocolFactory<P>,
  peer: Address = transport.peer,
): P | undefined {
  try {
    const protocol = factory.buildProtocol(peer);
    if (protocol !== undefined) return protocol;
    connectionRefused(peer, "the factory refused it");
    transport.loseConnection();
  } catch (error) {
    log.error("An exception came out of buildProtocol; the connection is refused", {
      peer: formatAddress(peer),
      error,
    });
    connectionRefused(peer, "the factory threw");
    transport.abortConnection(error instanceof Error ? error : undefined);
  }
  return undefined;
}
