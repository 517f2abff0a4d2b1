/** The mechanisms in which the client sends one message, and the server says yes or no to it. */

import type { Credentials } from "../credentials.js";
import type { ClientMechanism, ClientStep, ServerMechanism, ServerStep } from "./mechanism.js";
import { malformedStep, outOfTurn, refusedStep } from "./steps.js";

/** The server of such a mechanism, from the function that reads the message. */
export class OneMessageServer implements ServerMechanism {
  readonly #read: (message: Buffer) => Credentials | string;
  #state: "message" | "verifying" | "over" = "message";

  /** @param read Gives the credentials, or what is wrong with the message (after "The SASL message "). */
  constructor(read: (message: Buffer) => Credentials | string) {
    this.#read = read;
  }

  receive(message: Buffer | undefined): ServerStep {
    if (this.#state !== "message") throw outOfTurn();
    // Without an initial response, an empty challenge asks for it (RFC 4422 §5 item 2.a).
    if (message === undefined) return { type: "challenge", data: Buffer.alloc(0) };
    const credentials = this.#read(message);
    this.#state = typeof credentials === "string" ? "over" : "verifying";
    return typeof credentials === "string" ? malformedStep(credentials) : { type: "verify", credentials };
  }

  verified(): ServerStep {
    return this.#finish({ type: "done" });
  }

  denied(): ServerStep {
    return this.#finish(refusedStep());
  }

  #finish(step: ServerStep): ServerStep {
    if (this.#state !== "verifying") throw outOfTurn();
    this.#state = "over";
    return step;
  }
}

/** The client of such a mechanism. */
export class OneMessageClient implements ClientMechanism {
  readonly #message: Buffer;

  constructor(message: string) {
    this.#message = Buffer.from(message);
  }

  start(): Buffer {
    return this.#message;
  }

  receive(): ClientStep {
    return malformedStep("wasn't expected: the mechanism has only one, and it is the client's");
  }

  succeeded(): undefined {
    return undefined;
  }
}
