/** `talk ENDPOINT TEXT`: connects, sends a line, prints the line that comes back, and closes. */
import { clientFromString, Deferred, Factory, Protocol, reactor } from "@twist/core";

const [endpoint = "", text = ""] = process.argv.slice(2);
const over = /** @type {Deferred<void>} */ (new Deferred());

class Talk extends Protocol {
  #received = "";

  /** @override */
  connectionMade() {
    this.transport.write(`${text}\n`);
  }

  /**
   * @override
   * @param {Buffer} data
   */
  dataReceived(data) {
    this.#received += data.toString();
    if (!this.#received.includes("\n")) return;
    process.stdout.write(this.#received);
    this.transport.loseConnection();
  }

  /** @override */
  connectionLost() {
    over.callback();
  }
}

try {
  await clientFromString(reactor, endpoint).connect(Factory.forProtocol(Talk), { timeoutMs: 10_000 });
  await over;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
