/** What OAUTHBEARER and XOAUTH2 share: one message, and a no in two steps. */

import type { Credentials } from "../credentials.js";
import type { ClientMechanism, ClientStep, ServerMechanism, ServerStep } from "./mechanism.js";
import { SASLError } from "./sasl-error.js";
import { malformedStep, outOfTurn, refusedStep } from "./steps.js";

interface BearerServerOptions {
  /** Gives the credentials, or what is wrong with the message (after "The SASL message "). */
  readonly read: (message: Buffer) => Credentials | string;
  /** The JSON that says no. */
  readonly refusal: Readonly<Record<string, string>>;
  /** What the client then answers. */
  readonly acknowledgement: string;
}

/** Checks a token. A no is first a challenge that says why, for the client to acknowledge. */
export class BearerServer implements ServerMechanism {
  readonly #options: BearerServerOptions;
  #state: "message" | "verifying" | "acknowledgement" | "over" = "message";

  constructor(options: BearerServerOptions) {
    this.#options = options;
  }

  receive(message: Buffer | undefined): ServerStep {
    if (this.#state === "acknowledgement") return this.#readAcknowledgement(message);
    if (this.#state !== "message") throw outOfTurn();
    if (message === undefined) return { type: "challenge", data: Buffer.alloc(0) };
    const credentials = this.#options.read(message);
    this.#state = typeof credentials === "string" ? "over" : "verifying";
    return typeof credentials === "string" ? malformedStep(credentials) : { type: "verify", credentials };
  }

  verified(): ServerStep {
    if (this.#state !== "verifying") throw outOfTurn();
    this.#state = "over";
    return { type: "done" };
  }

  denied(): ServerStep {
    if (this.#state !== "verifying") throw outOfTurn();
    this.#state = "acknowledgement";
    return { type: "challenge", data: Buffer.from(JSON.stringify(this.#options.refusal)) };
  }

  /** Whatever the client answers, it is over. */
  #readAcknowledgement(message: Buffer | undefined): ServerStep {
    this.#state = "over";
    if (message?.toString("latin1") === this.#options.acknowledgement) return refusedStep();
    return malformedStep("should have acknowledged the refusal");
  }
}

interface BearerClientOptions {
  readonly message: string;
  /** What a refusal is answered with. */
  readonly acknowledgement: string;
}

/** Sends a token, and acknowledges a refusal. */
export class BearerClient implements ClientMechanism {
  readonly #options: BearerClientOptions;
  #refused = false;

  constructor(options: BearerClientOptions) {
    this.#options = options;
  }

  start(): Buffer {
    return Buffer.from(this.#options.message);
  }

  receive(): ClientStep {
    if (this.#refused) return malformedStep("wasn't expected after a refusal");
    this.#refused = true;
    return { type: "response", data: Buffer.from(this.#options.acknowledgement) };
  }

  succeeded(): SASLError | undefined {
    return this.#refused
      ? new SASLError("SASL_MALFORMED", "The server refused the token, and then didn't.")
      : undefined;
  }
}
