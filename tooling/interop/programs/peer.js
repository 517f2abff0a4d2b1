/** Tells each that connects who it takes it for, and closes. */
import { Factory, formatAddress, Protocol } from "@twist/core";
import { serveCommandLine } from "./serve-command-line.js";

class Peer extends Protocol {
  /** @override */
  connectionMade() {
    this.transport.write(`${formatAddress(this.transport.peer)} to ${formatAddress(this.transport.host)}\n`);
    this.transport.loseConnection();
  }
}

await serveCommandLine(Factory.forProtocol(Peer));
