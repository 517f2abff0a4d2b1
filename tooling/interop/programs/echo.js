/** An echo at the endpoints of the command line. */
import { Factory, Protocol } from "@twist/core";
import { serveCommandLine } from "./serve-command-line.js";

class Echo extends Protocol {
  /**
   * @override
   * @param {Buffer} data
   */
  dataReceived(data) {
    this.transport.write(data);
  }
}

await serveCommandLine(Factory.forProtocol(Echo));
