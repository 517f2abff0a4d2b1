/**
 * Any protocol over any transport. A transport is one line of the matrix, a protocol one column: a new one of either is one entry in a
 * list, and meets all of the other.
 *
 *     for (const { name, run } of protocolMatrix([...memoryTransports, ...simulatedTransports], [echo])) it(name, run);
 */

import type { ReactorTime } from "../../deferred/reactor-time.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";

/** A protocol, with a conversation that shows that it works. */
export interface MatrixProtocol {
  readonly name: string;
  /** A server for one conversation. */
  server(clock: ReactorTime): ProtocolFactory;
  /** A client for one conversation. */
  client(clock: ReactorTime): MatrixClient;
  /** Where another process finds this object. Only transports that go to another process ask for it. */
  readonly source?: { readonly module: URL; readonly exportName: string };
}

export interface MatrixClient {
  readonly factory: ProtocolFactory;
  /** Fulfilled when the conversation has gone as it should. The client then closes the connection. */
  readonly done: PromiseLike<unknown>;
}

/** Something that a server and a client can talk over. */
export interface MatrixTransport {
  readonly name: string;
  /** Joins a server and a client of `protocol`, lets them talk until the client is done and both ends are closed, and cleans up. */
  converse(protocol: MatrixProtocol): Promise<void>;
}

/** Every protocol over every transport, as cases for any test runner. */
export function protocolMatrix(
  transports: readonly MatrixTransport[],
  protocols: readonly MatrixProtocol[],
): { readonly name: string; run(): Promise<void> }[] {
  return protocols.flatMap((protocol) =>
    transports.map((transport) => ({
      name: `${protocol.name} over ${transport.name}`,
      run: () => transport.converse(protocol),
    })),
  );
}
