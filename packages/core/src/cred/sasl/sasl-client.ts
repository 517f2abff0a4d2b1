import { randomBytes } from "node:crypto";
import { Deferred } from "../../deferred/deferred.js";
import { saltScramPassword } from "../scram-verifier.js";
import { type MechanismPolicy, allowedMechanisms } from "./allowed-mechanisms.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { ClientMechanism, ClientStep } from "./mechanism.js";
import { SASLError } from "./sasl-error.js";

export interface SASLClientOptions extends MechanismPolicy {
  /** The longest message of a server, in bytes. @default 12288 */
  readonly maxMessageBytes?: number;
  /** @default node:crypto's */
  readonly random?: (size: number) => Buffer;
}

/** How a client begins. */
export interface SASLClientStart {
  /** The mechanism's name on the wire. */
  readonly mechanism: string;
  /**
   * What to send with it, or `undefined` where the server speaks first. A protocol that has no place for it sends it in answer to
   * the server's empty challenge.
   */
  readonly initialResponse: Buffer | undefined;
}

/**
 * The client's side of SASL (RFC 4422) on one connection, for any protocol: it frames nothing and encodes no base64.
 *
 *     const sasl = new SASLClient({ username, password }, { secure: true });
 *     const { mechanism, initialResponse } = sasl.start(offered);   // then sasl.receive(…) for each challenge,
 *     sasl.succeeded();                                              // and this when the server says yes
 *
 * Nothing that sends a password or token is chosen where somebody can listen, unless the options allow it.
 */
export class SASLClient {
  readonly #credentials: SASLClientCredentials;
  readonly #options: SASLClientOptions;
  readonly #maxMessageBytes: number;
  #machine: ClientMechanism | undefined;

  constructor(credentials: SASLClientCredentials, options: SASLClientOptions = {}) {
    this.#credentials = credentials;
    this.#options = options;
    this.#maxMessageBytes = options.maxMessageBytes ?? 12_288;
  }

  /**
   * Chooses the strongest mechanism that both sides have, and begins.
   *
   * @param offered The server's list.
   * @throws SASLError `SASL_NO_MECHANISM` where there is none; the message says what both sides have.
   * @throws TypeError where a user name, password or token can't be sent by it.
   */
  start(offered: Iterable<string>): SASLClientStart {
    const names = new Set(Array.from(offered, (name) => name.toUpperCase()));
    const usable = allowedMechanisms(this.#options).filter((mechanism) => mechanism.accepts(this.#credentials));
    const chosen = usable.find(({ name }) => names.has(name));
    if (chosen === undefined)
      throw noMechanism(
        usable.map(({ name }) => name),
        names,
      );
    const { channelBindings = {}, random = randomBytes } = this.#options;
    const plusOffered = [...names].some((name) => name.endsWith("-PLUS"));
    this.#machine = chosen.client(this.#credentials, { channelBindings, random, plusOffered });
    return { mechanism: chosen.name, initialResponse: this.#machine.start() };
  }

  /**
   * Answers a challenge. Fails with a `SASLError` where the exchange must be given up: tell the server so, as the protocol does
   * (`*`), and close.
   *
   * @throws TypeError where no exchange waits for the server.
   */
  receive(challenge: Uint8Array): Deferred<Buffer> {
    let cancelled = false;
    const answer = new Deferred<Buffer>(() => {
      cancelled = true;
    });
    const machine = this.#takeMachine();
    this.#answer(machine, challenge).then(
      (data) => {
        if (cancelled) return;
        this.#machine = machine;
        answer.callback(data);
      },
      (error: unknown) => {
        if (!cancelled) answer.errback(error);
      },
    );
    return answer;
  }

  /**
   * The server has said yes.
   *
   * @param data What came with it, where the protocol's yes can carry data.
   * @throws SASLError `SASL_SERVER_NOT_AUTHENTICATED` where the server had to prove that it knows the password and didn't: close.
   */
  succeeded(data?: Uint8Array): void {
    const machine = this.#takeMachine();
    const step = data === undefined ? undefined : machine.receive(this.#checked(data));
    if (step?.type === "failed") throw step.error;
    const error = machine.succeeded();
    if (error !== undefined) throw error;
  }

  async #answer(machine: ClientMechanism, challenge: Uint8Array): Promise<Buffer> {
    let step: ClientStep = machine.receive(this.#checked(challenge));
    if (step.type === "salt" && machine.provide !== undefined) {
      const { password, hash, salt, iterations } = step;
      step = machine.provide(await saltScramPassword(password, { hash, salt, iterations }));
    }
    if (step.type === "failed") throw step.error;
    if (step.type === "salt") throw new TypeError("a mechanism that has a password salted must take the result");
    return step.data;
  }

  /** The machine, which isn't to be used again before it has answered, or after it has failed. */
  #takeMachine(): ClientMechanism {
    const machine = this.#machine;
    if (machine === undefined) throw new TypeError("no SASL exchange waits for the server");
    this.#machine = undefined;
    return machine;
  }

  #checked(message: Uint8Array): Buffer {
    if (message.length > this.#maxMessageBytes) {
      throw new SASLError("SASL_MALFORMED", `The SASL message is longer than ${String(this.#maxMessageBytes)} bytes.`);
    }
    return Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  }
}

/** Says what both sides have. The server's names are its words: only what can be a mechanism's name is repeated. */
function noMechanism(usable: readonly string[], offered: ReadonlySet<string>): SASLError {
  const theirs = [...offered].filter((name) => /^[A-Z0-9_-]{1,20}$/.test(name)).slice(0, 20);
  const list = (names: readonly string[]): string => names.join(" ") || "none";
  return new SASLError(
    "SASL_NO_MECHANISM",
    `No SASL mechanism can be used: the server offers ${list(theirs)}; we could use ${list(usable)}.`,
  );
}
