import { Deferred } from "@twist/core";
import { SASLClient, type SASLClientCredentials, type SASLClientOptions } from "@twist/core/cred";
import { decodeBase64 } from "../commands/auth.js";
import { ClientCommand, type ReplyHandler } from "../machine/client-command.js";
import type { SMTPClientMachine } from "../machine/smtp-client-machine.js";
import type { SMTPReply } from "../wire/reply.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** The longest AUTH line that every server must take, with its CRLF (RFC 5321 §4.5.3.1.4). */
const maxAuthLineBytes = 512;

/** Mechanisms that send the secret itself: a server that refuses one of them would refuse the same secret by another, too. */
const sendsSecret: ReadonlySet<string> = new Set(["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"]);

/**
 * Logs in (RFC 4954). Where a server doesn't have a mechanism after all that it offers (504), or refuses the proof of one that doesn't send the secret (as one does that
 * keeps passwords in a form which SCRAM or CRAM-MD5 can't be checked with), the next one that is safe here is tried. A secret that was refused is not sent again. An initial response that would make the line too long is held back until the server asks for it with an empty challenge.
 * Neither a response nor a challenge appears in any error.
 */
export class SASLExchange implements ReplyHandler {
  /** Fires when the server has said yes, and proved itself where the mechanism asks for that. */
  readonly result: Deferred<void>;
  readonly #machine: SMTPClientMachine;
  readonly #sasl: SASLClient;
  #heldBack: string | undefined;
  /** What may still be tried, of what the server offers. */
  #offered: readonly string[] = [];
  #mechanism = "";
  /** Why we have given up. */
  #failure: unknown;

  constructor(
    machine: SMTPClientMachine,
    credentials: SASLClientCredentials,
    options: SASLClientOptions,
    cancel: (handler: ReplyHandler) => void,
  ) {
    this.#machine = machine;
    this.#sasl = new SASLClient(credentials, options);
    this.result = new Deferred<void>(() => cancel(this));
  }

  /** Chooses a mechanism among those that the server offers, and begins. */
  begin(): void {
    this.#offered = this.#machine.extensions.authMechanisms;
    try {
      this.#tryNext();
    } catch (error) {
      this.result.errback(error instanceof TypeError ? error : notPossible(error));
    }
  }

  replied(_command: ClientCommand, reply: SMTPReply): void {
    if (this.result.called) return;
    if (reply.code < 300) this.#succeeded();
    else if (reply.code < 400) this.#challenged(reply);
    else if (this.#failure !== undefined) this.result.errback(notPossible(this.#failure));
    else if (!this.#triesAnother(reply)) this.result.errback(refused(reply));
  }

  unanswered(_command: ClientCommand, error: Error): void {
    if (!this.result.called) this.result.errback(error);
  }

  /** @throws {SASLError} where no mechanism is left. @throws {TypeError} where what there is to log in with can't be sent. */
  #tryNext(): void {
    const { mechanism, initialResponse } = this.#sasl.start(this.#offered);
    this.#mechanism = mechanism;
    this.#machine.push(new ClientCommand("AUTH", this.#authLine(mechanism, initialResponse), this));
  }

  /** @returns whether there is one more to try after this refusal. */
  #triesAnother(reply: SMTPReply): boolean {
    const tried = this.#mechanism;
    if (reply.code === 504) this.#offered = this.#offered.filter((name) => name !== tried);
    else if (reply.code === 535 && !sendsSecret.has(tried))
      this.#offered = this.#offered.filter((name) => sendsSecret.has(name));
    else return false;
    try {
      this.#tryNext();
      return true;
    } catch {
      // What the server has said of the first says more.
      return false;
    }
  }

  #authLine(mechanism: string, initialResponse: Buffer | undefined): string {
    const line = `AUTH ${mechanism}`;
    this.#heldBack = undefined;
    if (initialResponse === undefined) return line;
    const encoded = initialResponse.toString("base64");
    const whole = `${line} ${encoded === "" ? "=" : encoded}`;
    if (whole.length + 2 <= maxAuthLineBytes) return whole;
    this.#heldBack = encoded;
    return line;
  }

  #challenged(reply: SMTPReply): void {
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    if (heldBack !== undefined) {
      this.#machine.answer(heldBack);
      return;
    }
    let challenge: Buffer;
    try {
      challenge = decodeBase64(reply.text);
    } catch (error) {
      this.#giveUp(error);
      return;
    }
    this.#sasl.receive(challenge).addCallbacks(
      (response) => {
        if (!this.result.called) this.#machine.answer(response.toString("base64"));
      },
      (error: unknown) => this.#giveUp(error),
    );
  }

  /** Takes the exchange back (RFC 4954 §4); the reply to that is the reply to AUTH. */
  #giveUp(error: unknown): void {
    this.#failure = error;
    if (!this.result.called) this.#machine.answer("*");
  }

  #succeeded(): void {
    try {
      this.#sasl.succeeded();
    } catch (error) {
      this.result.errback(notPossible(error));
      return;
    }
    this.result.callback();
  }
}

function notPossible(cause: unknown): SMTPClientError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SMTPClientError(`The login can't be done safely: ${reason}`, {
    code: "AUTH_NOT_POSSIBLE",
    command: "AUTH",
    permanent: true,
    cause,
  });
}

/** A 4yz says nothing about the password (RFC 4954 §6): it mustn't be thrown away for it. */
function refused(reply: SMTPReply): SMTPClientError {
  return reply.code < 500
    ? new SMTPClientError("The server can't check the login just now; try again later", {
        code: "AUTH_UNAVAILABLE",
        command: "AUTH",
        reply,
      })
    : new SMTPClientError("The server refused the login; check the user name and the password or token", {
        code: "AUTH_FAILED",
        command: "AUTH",
        reply,
      });
}
