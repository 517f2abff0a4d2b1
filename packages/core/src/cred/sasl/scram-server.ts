import { createHmac } from "node:crypto";
import { constantTimeEqual } from "../constant-time.js";
import { ScramProof } from "../scram-proof.js";
import type { ScramHash, ScramVerifier } from "../scram-verifier.js";
import { isChannelBindingType } from "./channel-binding.js";
import type { ServerMechanism, ServerMechanismContext, ServerStep } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { SASLError } from "./sasl-error.js";
import { type ClientFirst, formatServerFirst, parseClientFinal, parseClientFirst } from "./scram-messages.js";
import { outOfTurn, refusedStep } from "./steps.js";

/** Which SCRAM. */
export interface ScramVariant {
  readonly hash: ScramHash;
  /** Whether it is the -PLUS one, with channel binding. */
  readonly plus: boolean;
}

/** What the client's first message has told, and the binding data that its second one must repeat. */
interface Opened {
  readonly first: ClientFirst;
  readonly binding: Uint8Array;
}

/** What we have answered. */
interface Challenged {
  readonly nonce: string;
  readonly serverFirst: string;
  readonly verifier: ScramVerifier;
}

/** Where an exchange stands, with what is known by then. */
type State =
  | { readonly name: "client-first" }
  | ({ readonly name: "lookup" } & Opened)
  | ({ readonly name: "client-final" } & Opened & Challenged)
  | { readonly name: "verifying"; readonly serverKey: Buffer; readonly authMessage: string }
  | { readonly name: "over" };

/**
 * SCRAM's server (RFC 5802, RFC 7677). It neither says nor shows whether the user exists: whoever looks the verifier up
 * makes one up for a user that doesn't, and the proof then fails as with a wrong password.
 */
export class ScramServer implements ServerMechanism {
  readonly #variant: ScramVariant;
  readonly #context: ServerMechanismContext;
  #state: State = { name: "client-first" };

  constructor(variant: ScramVariant, context: ServerMechanismContext) {
    this.#variant = variant;
    this.#context = context;
  }

  receive(message: Buffer | undefined): ServerStep {
    const state = this.#state;
    switch (state.name) {
      case "client-first":
        return message === undefined ? { type: "challenge", data: Buffer.alloc(0) } : this.#readFirst(message);
      case "client-final":
        return this.#readFinal(message ?? Buffer.alloc(0), state);
      default:
        throw outOfTurn();
    }
  }

  provide(verifier: ScramVerifier): ServerStep {
    const state = this.#state;
    if (state.name !== "lookup") throw outOfTurn();
    const nonce = state.first.nonce + this.#context.random(18).toString("base64");
    const serverFirst = formatServerFirst({ nonce, salt: verifier.salt, iterations: verifier.iterations });
    this.#state = { ...state, name: "client-final", nonce, serverFirst, verifier };
    return { type: "challenge", data: Buffer.from(serverFirst) };
  }

  verified(): ServerStep {
    const state = this.#state;
    if (state.name !== "verifying") throw outOfTurn();
    this.#state = { name: "over" };
    const signature = createHmac(this.#variant.hash, state.serverKey).update(state.authMessage).digest("base64");
    return { type: "done", data: Buffer.from(`v=${signature}`) };
  }

  denied(): ServerStep {
    if (this.#state.name !== "verifying") throw outOfTurn();
    this.#state = { name: "over" };
    return { ...refusedStep(), data: Buffer.from("e=invalid-proof") };
  }

  #readFirst(message: Buffer): ServerStep {
    const first = parseClientFirst(messageText(message) ?? "");
    if (first === undefined) return this.#fail("other-error", malformed("isn't SCRAM's first one"));
    const binding = this.#bindingFor(first);
    if (!(binding instanceof Uint8Array)) return binding;
    this.#state = { name: "lookup", first, binding };
    return { type: "lookup", username: first.username, hash: this.#variant.hash };
  }

  /** The binding data that the client's second message must repeat: none, where it doesn't bind. */
  #bindingFor({ binding }: ClientFirst): Uint8Array | ServerStep {
    if (binding === "y" && this.#context.plusOffered) {
      // RFC 5802 §6: somebody in between has taken the -PLUS mechanisms out of our list.
      return this.#fail(
        "server-does-support-channel-binding",
        bindingError("The client was told that there is no channel binding."),
      );
    }
    if (typeof binding === "string") {
      return this.#variant.plus
        ? this.#fail("other-error", bindingError("The client doesn't bind to the channel."))
        : Buffer.alloc(0);
    }
    if (!this.#variant.plus)
      return this.#fail("other-error", bindingError("A mechanism without channel binding was to bind."));
    const data = isChannelBindingType(binding.type) ? this.#context.channelBindings[binding.type] : undefined;
    return (
      data ?? this.#fail("unsupported-channel-binding-type", bindingError("The client binds in a way that we can't."))
    );
  }

  #readFinal(message: Buffer, state: State & { name: "client-final" }): ServerStep {
    const { first, verifier } = state;
    const final = parseClientFinal(messageText(message) ?? "");
    if (final === undefined) return this.#fail("other-error", malformed("isn't SCRAM's second one"));
    if (!constantTimeEqual(final.nonce, state.nonce)) return this.#fail("other-error", malformed("has another nonce"));
    if (!constantTimeEqual(final.bindingInput, Buffer.concat([Buffer.from(first.gs2Header), state.binding]))) {
      return this.#fail("channel-bindings-dont-match", bindingError("The client sees another channel than we do."));
    }
    const authMessage = `${first.bare},${state.serverFirst},${final.withoutProof}`;
    this.#state = { name: "verifying", serverKey: verifier.serverKey, authMessage };
    const { username, authorizationId } = first;
    const { hash } = this.#variant;
    return {
      type: "verify",
      credentials: new ScramProof({ hash, username, authorizationId, authMessage, clientProof: final.proof }),
    };
  }

  /** @param reason server-error-value of RFC 5802 §7. */
  #fail(reason: string, error: SASLError): ServerStep {
    this.#state = { name: "over" };
    return { type: "failed", error, data: Buffer.from(`e=${reason}`) };
  }
}

function malformed(what: string): SASLError {
  return new SASLError("SASL_MALFORMED", `The SASL message ${what}.`);
}

function bindingError(message: string): SASLError {
  return new SASLError("SASL_CHANNEL_BINDING", message);
}
