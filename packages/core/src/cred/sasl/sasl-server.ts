import { randomBytes } from "node:crypto";
import { Deferred } from "../../deferred/deferred.js";
import type { Address } from "../../transport/address.js";
import type { PeerCertificate } from "../../transport/tls-options.js";
import { AuthenticationUnavailable } from "../authentication-unavailable.js";
import type { Authenticator } from "../authenticator.js";
import { CredError } from "../cred-error.js";
import type { Credentials } from "../credentials.js";
import type { Login } from "../login.js";
import { UnauthorizedLogin } from "../unauthorized-login.js";
import { type MechanismPolicy, allowedMechanisms } from "./allowed-mechanisms.js";
import type { Mechanism, ServerMechanism, ServerMechanismContext, ServerStep } from "./mechanism.js";
import { SASLError } from "./sasl-error.js";

export interface SASLServerOptions extends MechanismPolicy {
  /** The other end of the connection. @default the authenticator's, where that is a `LoginSession` */
  readonly peer?: Address | undefined;
  /** The certificate that the client has shown **and TLS has verified**: then EXTERNAL is offered. @default none */
  readonly clientCertificate?: PeerCertificate | undefined;
  /** The server's name, in CRAM-MD5's challenge. @default "localhost" */
  readonly hostname?: string;
  /**
   * Whether the protocol's yes can carry data (XMPP's and LDAP's can). Where it can't, data goes out as one more challenge, to which
   * the client answers with an empty message (RFC 4422 §3.6). @default false
   */
  readonly successData?: boolean;
  /** The longest message of a client, in bytes. @default 12288, which is SMTP's limit (RFC 4954 §4) before base64 */
  readonly maxMessageBytes?: number;
  /** @default node:crypto's */
  readonly random?: (size: number) => Buffer;
}

/** What a server is to do next. */
export type SASLServerReply<Avatar> =
  /** Send this, and give `receive` the answer. */
  | { readonly type: "challenge"; readonly data: Buffer }
  /** Say yes. */
  | { readonly type: "success"; readonly login: Login<Avatar>; readonly mechanism: string; readonly data?: Buffer }
  /**
   * Say no: `UnauthorizedLogin`, `AuthenticationUnavailable` ("try again later") or a `SASLError` (the client's mistake). `data` tells the client
   * why, in words of the mechanism, where the protocol has a place for it.
   */
  | { readonly type: "failure"; readonly error: CredError; readonly data?: Buffer };

/**
 * The server's side of SASL (RFC 4422) on one connection, for any protocol: it frames nothing and encodes no base64. One exchange at a
 * time; after a `failure` the client may `start` again.
 *
 *     const sasl = new SASLServer(session, { secure: transport.secure !== undefined });
 *     reply = await sasl.start("PLAIN", initialResponse);      // then sasl.receive(…) for each answer to a challenge
 *
 * Its Deferreds fail only when they are cancelled.
 */
export class SASLServer<Avatar> {
  readonly #authenticator: Authenticator<Avatar>;
  readonly #options: SASLServerOptions;
  readonly #offered: readonly Mechanism[];
  readonly #maxMessageBytes: number;
  #exchange: Exchange<Avatar> | undefined;
  #working: Deferred<SASLServerReply<Avatar>> | undefined;

  constructor(authenticator: Authenticator<Avatar>, options: SASLServerOptions = {}) {
    this.#authenticator = authenticator;
    this.#options = options;
    this.#maxMessageBytes = options.maxMessageBytes ?? 12_288;
    this.#offered = allowedMechanisms(options).filter(
      ({ credentialKind }) =>
        authenticator.credentialKinds.includes(credentialKind) &&
        (credentialKind !== "client-certificate" || options.clientCertificate !== undefined),
    );
  }

  /** The names of what is offered, the strongest first. Nothing is done that isn't in it. */
  get mechanisms(): readonly string[] {
    return this.#offered.map(({ name }) => name);
  }

  /**
   * The client has chosen a mechanism.
   *
   * @param initialResponse What it sent with that; empty isn't the same as `undefined`, none.
   * @throws TypeError while an exchange is under way.
   */
  start(mechanism: string, initialResponse?: Uint8Array): Deferred<SASLServerReply<Avatar>> {
    if (this.#exchange !== undefined) throw new TypeError("a SASL exchange is under way");
    const chosen = this.#offered.find(({ name }) => name === mechanism.toUpperCase());
    if (chosen === undefined) {
      const offer = this.mechanisms.join(" ") || "none";
      return this.#work(() =>
        failure(new SASLError("SASL_NO_MECHANISM", `The mechanism isn't offered here; offered: ${offer}.`)),
      );
    }
    this.#exchange = { name: chosen.name, machine: chosen.server(this.#context()), login: undefined };
    return this.#receive(this.#exchange, initialResponse);
  }

  /**
   * The client has answered a challenge.
   *
   * @throws TypeError where no challenge was sent.
   */
  receive(response: Uint8Array): Deferred<SASLServerReply<Avatar>> {
    if (this.#exchange === undefined || this.#working !== undefined)
      throw new TypeError("no SASL challenge waits for an answer");
    return this.#receive(this.#exchange, response);
  }

  /**
   * The client has given up (`*` in most protocols), or the connection is lost. Who has been logged in, and hasn't been told,
   * is logged out. Does nothing where there is no exchange. @returns What to tell the client.
   */
  abort(): SASLServerReply<Avatar> {
    this.#working?.cancel();
    void this.#exchange?.login?.logout();
    this.#exchange = undefined;
    return failure(new SASLError("SASL_ABORTED", "The client gave the login up."));
  }

  #receive(exchange: Exchange<Avatar>, message: Uint8Array | undefined): Deferred<SASLServerReply<Avatar>> {
    return this.#work((signal) => {
      if (message !== undefined && message.length > this.#maxMessageBytes) {
        void exchange.login?.logout();
        return failure(
          new SASLError("SASL_MALFORMED", `The SASL message is longer than ${String(this.#maxMessageBytes)} bytes.`),
        );
      }
      if (exchange.login !== undefined) return finish(exchange, exchange.login, message);
      return this.#drive(exchange, exchange.machine.receive(message && toBuffer(message)), signal);
    });
  }

  /** Runs one turn, and ends the exchange with it unless it gave a challenge. */
  #work(
    turn: (signal: AbortSignal) => SASLServerReply<Avatar> | Promise<SASLServerReply<Avatar>>,
  ): Deferred<SASLServerReply<Avatar>> {
    const stop = new AbortController();
    const working = new Deferred<SASLServerReply<Avatar>>(() => {
      stop.abort();
      this.#working = undefined;
      this.#exchange = undefined;
    });
    this.#working = working;
    const exchange = this.#exchange;
    const settle = (reply: SASLServerReply<Avatar>): void => {
      if (stop.signal.aborted) {
        void exchange?.login?.logout();
        if (reply.type === "success") void reply.login.logout();
        return;
      }
      this.#working = undefined;
      if (reply.type !== "challenge") this.#exchange = undefined;
      working.callback(reply);
    };
    const run = async (): Promise<SASLServerReply<Avatar>> => turn(stop.signal);
    run().then(settle, (error: unknown) => {
      settle(failure(error instanceof CredError ? error : new AuthenticationUnavailable(undefined, { cause: error })));
    });
    return working;
  }

  /** Does what the machine's steps ask for, until one is for the client. */
  async #drive(exchange: Exchange<Avatar>, first: ServerStep, signal: AbortSignal): Promise<SASLServerReply<Avatar>> {
    const { machine, name } = exchange;
    let login: Login<Avatar> | undefined;
    let step = first;
    for (;;) {
      switch (step.type) {
        case "challenge":
          return step;
        case "lookup":
          step =
            machine.provide?.(await this.#authenticator.scramVerifier(step.username, step.hash)) ?? neverProvided();
          break;
        case "verify":
          login = await this.#login(step.credentials, signal);
          step = login === undefined ? machine.denied() : machine.verified();
          break;
        case "failed":
          return {
            ...step,
            type: "failure",
            error: step.error.code === "SASL_REFUSED" ? new UnauthorizedLogin() : step.error,
          };
        case "done":
          if (login === undefined) return failure(new UnauthorizedLogin());
          if (step.data === undefined || this.#options.successData === true) {
            return { ...step, type: "success", login, mechanism: name };
          }
          exchange.login = login;
          return { type: "challenge", data: step.data };
      }
    }
  }

  async #login(credentials: Credentials, signal: AbortSignal): Promise<Login<Avatar> | undefined> {
    const { peer } = this.#options;
    try {
      return await this.#authenticator.login(credentials, peer === undefined ? { signal } : { peer, signal });
    } catch (error) {
      if (error instanceof UnauthorizedLogin) return undefined;
      throw error;
    }
  }

  #context(): ServerMechanismContext {
    const { channelBindings = {}, clientCertificate, hostname = "localhost", random = randomBytes } = this.#options;
    const plusOffered = this.#offered.some((mechanism) => mechanism.needsChannelBinding);
    return { channelBindings, clientCertificate, hostname, random, plusOffered };
  }
}

/** An exchange under way. `login` is there once the client is in and has only to answer our last data. */
interface Exchange<Avatar> {
  readonly name: string;
  readonly machine: ServerMechanism;
  login: Login<Avatar> | undefined;
}

/** The client's answer to the data of our yes, which must be empty. */
function finish<Avatar>(
  { name }: Exchange<Avatar>,
  login: Login<Avatar>,
  message: Uint8Array | undefined,
): SASLServerReply<Avatar> {
  if (message === undefined || message.length === 0) return { type: "success", login, mechanism: name };
  void login.logout();
  return failure(new SASLError("SASL_MALFORMED", "The SASL message should have been empty."));
}

function failure<Avatar>(error: CredError): SASLServerReply<Avatar> {
  return { type: "failure", error };
}

function neverProvided(): never {
  throw new TypeError("a mechanism that looks a verifier up must be able to take it");
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
