/**
 * LOGIN: never standardised (draft-murchison-sasl-login), and still all that some mail programs know. The password as it
 * is, so over TLS only. The server asks for the user name, then for the password; what it asks with means nothing.
 */

import { UsernamePassword } from "../username-password.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { ClientMechanism, ClientStep, Mechanism, ServerMechanism, ServerStep } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { malformedStep, outOfTurn, refusedStep } from "./steps.js";

/** draft-murchison-sasl-login. */
export const login: Mechanism = {
  name: "LOGIN",
  credentialKind: "password",
  sendsSecret: true,
  needsChannelBinding: false,
  onByDefault: true,
  // It has no place for whom to act as.
  accepts: ({ username, password, authorizationId }) =>
    username !== undefined && password !== undefined && authorizationId === undefined,
  server: () => new LoginServer(),
  client: (credentials) => new LoginClient(credentials),
};

class LoginServer implements ServerMechanism {
  #state: "start" | "username" | "password" | "verifying" | "over" = "start";
  #username = "";

  receive(message: Buffer | undefined): ServerStep {
    if (this.#state === "verifying" || this.#state === "over") throw outOfTurn();
    if (message === undefined) {
      if (this.#state !== "start") throw outOfTurn();
      this.#state = "username";
      return { type: "challenge", data: Buffer.from("Username:") };
    }
    const text = messageText(message);
    if (text === undefined || text === "" || text.includes("\0")) return this.#fail();
    if (this.#state === "password") {
      this.#state = "verifying";
      return { type: "verify", credentials: new UsernamePassword(this.#username, text) };
    }
    // The user name, which some clients send as an initial response.
    this.#username = text;
    this.#state = "password";
    return { type: "challenge", data: Buffer.from("Password:") };
  }

  verified(): ServerStep {
    if (this.#state !== "verifying") throw outOfTurn();
    this.#state = "over";
    return { type: "done" };
  }

  denied(): ServerStep {
    if (this.#state !== "verifying") throw outOfTurn();
    this.#state = "over";
    return refusedStep();
  }

  #fail(): ServerStep {
    this.#state = "over";
    return malformedStep("is no user name or password");
  }
}

class LoginClient implements ClientMechanism {
  readonly #answers: Buffer[];

  constructor({ username = "", password = "" }: SASLClientCredentials) {
    this.#answers = [Buffer.from(username), Buffer.from(password)];
  }

  start(): undefined {
    return undefined;
  }

  receive(): ClientStep {
    const data = this.#answers.shift();
    return data === undefined ? malformedStep("is a third question, where LOGIN has two") : { type: "response", data };
  }

  succeeded(): undefined {
    return undefined;
  }
}
