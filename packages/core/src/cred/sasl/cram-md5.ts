/**
 * CRAM-MD5 (RFC 2195): HMAC-MD5 of a challenge, with the password for a key. Off unless asked for by name: it
 * doesn't authenticate the server, a listener can guess passwords at leisure, and the server must keep them in clear.
 *
 *     response = username SP 32HEXDIG
 */

import { createHmac } from "node:crypto";
import { constantTimeEqual } from "../constant-time.js";
import type { ChallengeResponse } from "../credentials.js";
import { preparePassword } from "../prepared-string.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type {
  ClientMechanism,
  ClientStep,
  Mechanism,
  ServerMechanism,
  ServerMechanismContext,
  ServerStep,
} from "./mechanism.js";
import { messageText } from "./message-text.js";
import { malformedStep, outOfTurn, refusedStep } from "./steps.js";

/** RFC 2195. */
export const cramMD5: Mechanism = {
  name: "CRAM-MD5",
  credentialKind: "challenge-response",
  sendsSecret: false,
  needsChannelBinding: false,
  onByDefault: false,
  accepts: ({ username, password, authorizationId }) =>
    username !== undefined && password !== undefined && authorizationId === undefined,
  server: (context) => new CramMD5Server(context),
  client: (credentials) => new CramMD5Client(credentials),
};

class CramMD5Server implements ServerMechanism {
  readonly #challenge: Buffer;
  #state: "start" | "response" | "verifying" | "over" = "start";

  constructor({ random, hostname }: ServerMechanismContext) {
    this.#challenge = Buffer.from(`<${random(16).toString("hex")}@${hostname}>`);
  }

  receive(message: Buffer | undefined): ServerStep {
    switch (this.#state) {
      case "start":
        // The server speaks first; an initial response would be one to a challenge that hasn't been made.
        if (message !== undefined) return this.#fail("came before the challenge");
        this.#state = "response";
        return { type: "challenge", data: this.#challenge };
      case "response":
        return this.#readResponse(message);
      default:
        throw outOfTurn();
    }
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

  #readResponse(message: Buffer | undefined): ServerStep {
    const text = message === undefined ? "" : (messageText(message) ?? "");
    // The digest is what stands after the last space: a user name may have some.
    const space = text.lastIndexOf(" ");
    const [username, digest] = [text.slice(0, Math.max(space, 0)), text.slice(space + 1)];
    if (username === "" || !/^[0-9a-f]{32}$/.test(digest)) return this.#fail("isn't a user name and a digest");
    this.#state = "verifying";
    const challenge = this.#challenge;
    const credentials: ChallengeResponse = {
      kind: "challenge-response",
      username,
      matches: (password) => constantTimeEqual(digest, cramMD5Digest(password, challenge)),
    };
    return { type: "verify", credentials };
  }

  #fail(what: string): ServerStep {
    this.#state = "over";
    return malformedStep(what);
  }
}

class CramMD5Client implements ClientMechanism {
  readonly #username: string;
  readonly #password: string;
  #answered = false;

  constructor({ username = "", password = "" }: SASLClientCredentials) {
    this.#username = username;
    // RFC 2195 says nothing about it; a server that prepares what it stores needs the same here.
    this.#password = preparePassword(password) ?? password;
  }

  start(): undefined {
    return undefined;
  }

  receive(challenge: Buffer): ClientStep {
    if (this.#answered) return malformedStep("is a second challenge, where CRAM-MD5 has one");
    this.#answered = true;
    return { type: "response", data: Buffer.from(`${this.#username} ${cramMD5Digest(this.#password, challenge)}`) };
  }

  succeeded(): undefined {
    return undefined;
  }
}

function cramMD5Digest(password: string, challenge: Uint8Array): string {
  return createHmac("md5", password).update(challenge).digest("hex");
}
