import { DatagramProtocol, Factory, type IPAddress, Int16StringReceiver, type TLSCertificate } from "@twist/core";
import type { SimulatedHost, SimulatedNetwork } from "@twist/core/testing";
import { Message } from "../../src/wire/message.js";

/** A query that reached the server, with the ways to answer it. */
export interface Asked {
  readonly message: Message;
  readonly raw: Buffer;
  /** Where it came from; `undefined` for a stream. */
  readonly from: IPAddress | undefined;
  /** How many connections the server had when it came. */
  readonly connection: number;
  send(response: Message | Buffer): void;
  /** Bytes that wait to be taken by the network. */
  unsent(): number;
  /** Ends the connection. */
  hangUp(): void;
}

export type Script = (asked: Asked) => void;

/** A name server that does what a test tells it to, good or bad; it shares no code with the clients. */
export class NameServer {
  /** All that was asked, in order. */
  readonly asked: Asked[] = [];
  connections = 0;
  openConnections = 0;
  readonly host: SimulatedHost;
  #script: Script;

  private constructor(host: SimulatedHost, script: Script) {
    this.host = host;
    this.#script = script;
  }

  static async start(network: SimulatedNetwork, name: string, address: string, script: Script): Promise<NameServer> {
    const server = new NameServer(network.host(name, { addresses: [address] }), script);
    await server.host.reactor.listenUDP(53, new DatagramServer(server), {
      interface: address.includes(":") ? "::" : "0.0.0.0",
    });
    await server.host.reactor.listenTCP(
      53,
      Factory.from(() => new StreamServer(server)),
    );
    return server;
  }

  get address(): string {
    return this.host.addresses[0] ?? "";
  }

  /** The queries that came by UDP. */
  get datagrams(): Asked[] {
    return this.asked.filter(({ from }) => from !== undefined);
  }

  /** The queries that came by TCP or TLS. */
  get streamed(): Asked[] {
    return this.asked.filter(({ from }) => from === undefined);
  }

  /** What answers datagrams, to listen at another port as well. */
  datagramServer(): DatagramProtocol {
    return new DatagramServer(this);
  }

  /** Listens for TLS on 853 too, and takes nothing but the protocol `dot`. */
  async listenTLS(certificate: TLSCertificate): Promise<void> {
    const factory = Factory.from(() => new StreamServer(this));
    await this.host.reactor.listenTLS(853, factory, { certificate, alpnProtocols: ["dot"] });
  }

  answerWith(script: Script): void {
    this.#script = script;
  }

  received(asked: Asked): void {
    this.asked.push(asked);
    this.#script(asked);
  }
}

class DatagramServer extends DatagramProtocol {
  readonly #server: NameServer;

  constructor(server: NameServer) {
    super();
    this.#server = server;
  }

  override datagramReceived(data: Buffer, from: IPAddress): void {
    this.#server.received({
      message: Message.decode(data),
      raw: data,
      from,
      connection: 0,
      send: (response) => {
        this.transport.write(Buffer.isBuffer(response) ? response : response.encode(), from);
      },
      unsent: () => 0,
      hangUp: () => {
        throw new TypeError("a datagram has no connection");
      },
    });
  }
}

/** The server's side of a connection. */
class StreamServer extends Int16StringReceiver {
  readonly #server: NameServer;
  #number = 0;

  constructor(server: NameServer) {
    super();
    this.#server = server;
  }

  override connectionMade(): void {
    this.#server.connections += 1;
    this.#server.openConnections += 1;
    this.#number = this.#server.connections;
  }

  override connectionLost(): void {
    this.#server.openConnections -= 1;
  }

  override stringReceived(bytes: Buffer): void {
    const raw = Buffer.from(bytes);
    this.#server.received({
      message: Message.decode(raw),
      raw,
      from: undefined,
      connection: this.#number,
      send: (response) => {
        this.sendString(Buffer.isBuffer(response) ? response : response.encode());
      },
      unsent: () => this.transport.bufferedBytes,
      hangUp: () => {
        this.transport.loseConnection();
      },
    });
  }
}
