/** The servers that are measured, as a user of Twist writes them. */
import { Factory, Protocol, reactor } from "@twist/core";
import { measureServers } from "./measure-servers.js";

class Echo extends Protocol {
  /**
   * @override
   * @param {Buffer} data
   */
  dataReceived(data) {
    this.transport.write(data);
  }
}

/** Sends without end, as fast as the peer takes it. */
class Source extends Protocol {
  #chunk = Buffer.alloc(0);

  /** @override */
  connectionMade() {
    this.#chunk = measured.chunk;
    this.transport.registerProducer(this, { streaming: true });
    this.resumeProducing();
  }

  resumeProducing() {
    while (this.transport.write(this.#chunk));
  }

  pauseProducing() {
    // The loop above has seen it already.
  }

  stopProducing() {
    // The connection is gone, and `write` says so.
  }
}

const measured = measureServers(async () => ({
  echo: await listen(Echo),
  source: await listen(Source),
}));

/** @param {new () => Protocol} protocol */
async function listen(protocol) {
  const port = await reactor.listenTCP(0, Factory.forProtocol(protocol), { interface: "127.0.0.1", backlog: 4_096 });
  if (port.address.type !== "tcp") throw new Error("not a TCP port");
  return port.address.port;
}
