import { createHash, createHmac } from "node:crypto";
import { constantTimeEqual } from "../constant-time.js";
import { preparePassword } from "../prepared-string.js";
import { isScramIterationCount, maxScramIterations, minScramIterations, scramKeys } from "../scram-verifier.js";
import { channelBindingTypes } from "./channel-binding.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { ClientMechanism, ClientMechanismContext, ClientStep } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { SASLError } from "./sasl-error.js";
import {
  formatClientFinalWithoutProof,
  formatClientFirstBare,
  formatGs2Header,
  parseServerFinal,
  parseServerFirst,
} from "./scram-messages.js";
import type { ScramVariant } from "./scram-server.js";
import { malformedStep, outOfTurn } from "./steps.js";

/** The errors of RFC 5802 §7. Others are not repeated: they are the peer's words. */
const knownErrors: ReadonlySet<string> = new Set([
  "invalid-encoding",
  "extensions-not-supported",
  "invalid-proof",
  "channel-bindings-dont-match",
  "server-does-support-channel-binding",
  "channel-binding-not-supported",
  "unsupported-channel-binding-type",
  "unknown-user",
  "invalid-username-encoding",
  "no-resources",
  "other-error",
]);

/** Where an exchange stands, with what is known by then. */
type State =
  | { readonly name: "server-first" }
  | { readonly name: "salting"; readonly serverFirst: string; readonly nonce: string }
  | { readonly name: "server-final"; readonly signature: Buffer }
  | { readonly name: "authenticated" }
  | { readonly name: "over" };

/** SCRAM's client (RFC 5802, RFC 7677). The login counts only once the server has proved that it knows the password too. */
export class ScramClient implements ClientMechanism {
  readonly #variant: ScramVariant;
  readonly #password: string;
  readonly #nonce: string;
  readonly #gs2Header: string;
  readonly #bare: string;
  readonly #bindingInput: Buffer;
  #state: State = { name: "server-first" };

  constructor(variant: ScramVariant, credentials: SASLClientCredentials, context: ClientMechanismContext) {
    const { username = "", authorizationId } = credentials;
    const password = preparePassword(credentials.password ?? "");
    if (password === undefined) throw new TypeError("a password can't be empty, too long, or have control characters");
    const { flag, data } = chooseBinding(variant, context);
    this.#variant = variant;
    this.#password = password;
    this.#nonce = context.random(18).toString("base64");
    this.#gs2Header = formatGs2Header(flag, authorizationId);
    this.#bare = formatClientFirstBare(username.normalize("NFC"), this.#nonce);
    this.#bindingInput = Buffer.concat([Buffer.from(this.#gs2Header), data]);
  }

  start(): Buffer {
    return Buffer.from(this.#gs2Header + this.#bare);
  }

  receive(challenge: Buffer): ClientStep {
    const state = this.#state;
    const text = messageText(challenge) ?? "";
    switch (state.name) {
      case "server-first":
        return this.#readFirst(text);
      case "server-final":
        return this.#readFinal(text, state.signature);
      case "salting":
        throw outOfTurn();
      default:
        return malformedStep("wasn't expected: SCRAM was over");
    }
  }

  provide(saltedPassword: Buffer): ClientStep {
    const state = this.#state;
    if (state.name !== "salting") throw outOfTurn();
    const { hash } = this.#variant;
    const withoutProof = formatClientFinalWithoutProof(this.#bindingInput, state.nonce);
    const authMessage = `${this.#bare},${state.serverFirst},${withoutProof}`;
    const clientKey = createHmac(hash, saltedPassword).update("Client Key").digest();
    const storedKey = createHash(hash).update(clientKey).digest();
    const proof = createHmac(hash, storedKey).update(authMessage).digest();
    for (let index = 0; index < proof.length; index += 1) proof[index] = (proof[index] ?? 0) ^ (clientKey[index] ?? 0);
    const { serverKey } = scramKeys(hash, saltedPassword);
    this.#state = { name: "server-final", signature: createHmac(hash, serverKey).update(authMessage).digest() };
    return { type: "response", data: Buffer.from(`${withoutProof},p=${proof.toString("base64")}`) };
  }

  succeeded(): SASLError | undefined {
    return this.#state.name === "authenticated" ? undefined : serverUnproven();
  }

  #readFirst(text: string): ClientStep {
    const first = parseServerFirst(text);
    if (first === undefined) return this.#fail(parseServerFinal(text), "isn't SCRAM's first one");
    if (!first.nonce.startsWith(this.#nonce) || first.nonce.length === this.#nonce.length) {
      return this.#end(new SASLError("SASL_MALFORMED", "The SASL message has a nonce that doesn't go on from ours."));
    }
    if (!isScramIterationCount(first.iterations)) {
      const bounds = `${String(minScramIterations)} to ${String(maxScramIterations)}`;
      return this.#end(
        new SASLError("SASL_ITERATIONS", `The server asks for a number of iterations outside ${bounds}.`),
      );
    }
    this.#state = { name: "salting", serverFirst: text, nonce: first.nonce };
    const { salt, iterations } = first;
    return { type: "salt", password: this.#password, hash: this.#variant.hash, salt, iterations };
  }

  #readFinal(text: string, expected: Buffer): ClientStep {
    const final = parseServerFinal(text);
    if (final === undefined || "error" in final) return this.#fail(final, "isn't SCRAM's second one");
    if (!constantTimeEqual(final.signature, expected)) return this.#end(serverUnproven());
    this.#state = { name: "authenticated" };
    return { type: "response", data: Buffer.alloc(0) };
  }

  #fail(final: ReturnType<typeof parseServerFinal>, what: string): ClientStep {
    if (final === undefined || !("error" in final)) {
      return this.#end(new SASLError("SASL_MALFORMED", `The SASL message ${what}.`));
    }
    const reason = knownErrors.has(final.error) ? final.error : "other-error";
    return this.#end(new SASLError("SASL_REFUSED", `The server refuses the login: ${reason}.`));
  }

  #end(error: SASLError): ClientStep {
    this.#state = { name: "over" };
    return { type: "failed", error };
  }
}

/** gs2-cbind-flag, and what it binds to. */
function chooseBinding(
  { plus }: ScramVariant,
  { channelBindings, plusOffered }: ClientMechanismContext,
): { flag: string; data: Uint8Array } {
  const type = channelBindingTypes.find((candidate) => channelBindings[candidate] !== undefined);
  const data = type === undefined ? undefined : channelBindings[type];
  if (!plus) return { flag: data !== undefined && !plusOffered ? "y" : "n", data: Buffer.alloc(0) };
  if (type === undefined || data === undefined) throw new TypeError("a -PLUS mechanism needs a channel binding");
  return { flag: `p=${type}`, data };
}

function serverUnproven(): SASLError {
  return new SASLError("SASL_SERVER_NOT_AUTHENTICATED", "The server didn't prove that it knows the password.");
}
