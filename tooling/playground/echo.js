import { Factory, Protocol } from "@twist/core";

/** Sends back what it gets. */
class Echo extends Protocol {
  /** @param {Buffer} data */
  dataReceived(data) {
    this.transport.write(data);
  }
}

export const echoFactory = Factory.forProtocol(Echo);
