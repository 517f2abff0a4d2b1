import { Protocol } from "../protocol.js";

/** Says one thing and closes: `421 Too many connections`, for those who would rather hear why. */
export class RefusingProtocol extends Protocol {
  readonly #message: Uint8Array | string;

  constructor(message: Uint8Array | string) {
    super();
    this.#message = message;
  }

  override connectionMade(): void {
    this.transport.write(this.#message);
    this.transport.loseConnection();
  }
}
