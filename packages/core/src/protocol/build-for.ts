import type { Address } from "../transport/address.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol, Transport } from "../transport/transport.js";
import { buildProtocol } from "./build-protocol.js";

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
  const protocol = buildProtocol(factory, peer, (error) => {
    transport.abortConnection(error instanceof Error ? error : undefined);
  });
  // Where it threw, this finds the connection aborted and does nothing.
  if (protocol === undefined) transport.loseConnection();
  return protocol;
}
