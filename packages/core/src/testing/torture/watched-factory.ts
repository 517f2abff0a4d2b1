import type { Address } from "../../transport/address.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";

/** What became of one protocol. */
interface Watched {
  made: boolean;
  /** It has given its wire to another protocol, and hears no more. */
  handedOver: boolean;
  losses: number;
  heardAfterwards: boolean;
}

/** Another factory's protocols, with a watch on the order of what they are told. */
export class WatchedFactory implements ProtocolFactory {
  readonly #inner: ProtocolFactory;
  readonly #watched: Watched[] = [];

  constructor(inner: ProtocolFactory) {
    this.#inner = inner;
  }

  buildProtocol(peer: Address): StreamProtocol | undefined {
    const protocol = this.#inner.buildProtocol(peer);
    if (protocol !== undefined) this.#watched.push(watch(protocol));
    return protocol;
  }

  doStart(): void {
    this.#inner.doStart();
  }

  doStop(): void {
    this.#inner.doStop();
  }

  /** What went wrong with the order of calls, if anything did. Ask when all connections are over. */
  problem(): string | undefined {
    for (const { made, handedOver, losses, heardAfterwards } of this.#watched) {
      if (losses > 1) return `connectionLost was called ${String(losses)} times`;
      if (heardAfterwards) return "something was called after connectionLost";
      if (made && !handedOver && losses === 0) return "connectionLost was never called";
    }
    return undefined;
  }
}

function watch(protocol: StreamProtocol): Watched {
  const watched: Watched = { made: false, handedOver: false, losses: 0, heardAfterwards: false };
  const makeConnection = protocol.makeConnection.bind(protocol);
  const dataReceived = protocol.dataReceived.bind(protocol);
  const connectionLost = protocol.connectionLost.bind(protocol);
  protocol.makeConnection = (transport: Transport) => {
    watched.made = true;
    const switchProtocol = transport.switchProtocol.bind(transport);
    transport.switchProtocol = (next, leftover) => {
      watched.handedOver = true;
      switchProtocol(next, leftover);
    };
    makeConnection(transport);
  };
  protocol.dataReceived = (data) => {
    if (watched.losses > 0) watched.heardAfterwards = true;
    dataReceived(data);
  };
  protocol.connectionLost = (reason) => {
    watched.losses += 1;
    connectionLost(reason);
  };
  return watched;
}
