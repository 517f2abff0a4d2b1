import { Deferred } from "../../../src/deferred/deferred.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import type { ConnectionEnd } from "../../../src/transport/connection-errors.js";
import type { MatrixProtocol } from "../../../src/testing/protocol-matrix/protocol-matrix.js";

class Echo extends Protocol {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}

/** Every byte value, a few times over, so that no buffer takes it whole. */
const said = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) & 255));

class EchoClient extends Protocol {
  readonly done = new Deferred<void>();
  #heard = 0;

  override connectionMade(): void {
    this.transport.write(said);
  }

  override dataReceived(data: Buffer): void {
    const expected = said.subarray(this.#heard, this.#heard + data.length);
    this.#heard += data.length;
    if (!data.equals(expected)) this.done.errback(new Error("The echo is not what was said."));
    else if (this.#heard === said.length) this.done.callback(undefined);
    else return;
    this.transport.loseConnection();
  }

  override connectionLost(reason: ConnectionEnd): void {
    if (!this.done.called) this.done.errback(reason);
  }
}

/** The first column of the matrix. */
export const echo: MatrixProtocol = {
  name: "echo",
  server: () => Factory.forProtocol(Echo),
  client: () => {
    const client = new EchoClient();
    return { factory: Factory.from(() => client), done: client.done };
  },
  source: { module: new URL("./echo.ts", import.meta.url), exportName: "echo" },
};
