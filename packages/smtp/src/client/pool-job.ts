import { Deferred } from "@twist/core";
import type { MailEnvelope } from "./mail-envelope.js";
import { isRepeatable, type Message } from "./message-source.js";
import type { MessageOptions } from "./plan-mail.js";
import type { SendResult } from "./send-result.js";
import type { SMTPClient } from "./smtp-client.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** A mail in a pool: first it waits, then it is on a connection. */
export class PoolJob {
  readonly result: Deferred<SendResult>;
  readonly #envelope: MailEnvelope;
  readonly #message: Message;
  readonly #options: MessageOptions;
  #sending: Deferred<SendResult> | undefined;
  #retried = false;

  /** @param withdraw Takes it out of the line. */
  constructor(
    mail: { readonly envelope: MailEnvelope; readonly message: Message; readonly options: MessageOptions },
    withdraw: (job: PoolJob) => void,
  ) {
    this.#envelope = mail.envelope;
    this.#message = mail.message;
    this.#options = mail.options;
    this.result = new Deferred<SendResult>(() => {
      if (this.#sending === undefined) withdraw(this);
      else this.#sending.cancel();
    });
  }

  /**
   * Puts it on a connection.
   *
   * @param used Whether the connection has been used before: it may have died since without our knowing, and then the mail is tried on another one, once.
   * @param over Called with whether it is to be tried again.
   */
  run(client: SMTPClient, used: boolean, over: (again: boolean) => void): void {
    let sending: Deferred<SendResult>;
    try {
      sending = client.send(this.#envelope, this.#message, this.#options);
    } catch (error) {
      // An envelope that is none: it is told to who has given it, and not to who happens to have us look at it.
      over(false);
      this.fail(error);
      return;
    }
    this.#sending = sending;
    sending.addCallbacks(
      (result) => {
        over(false);
        if (!this.result.called) this.result.callback(result);
      },
      (error: unknown) => {
        this.#sending = undefined;
        const again = used && !this.#retried && !this.result.called && isRepeatable(this.#message) && wasStale(error);
        this.#retried = true;
        over(again);
        if (!again) this.fail(error);
      },
    );
  }

  fail(error: unknown): void {
    if (!this.result.called) this.result.errback(error);
  }
}

/** Whether the server closed the connection before it had looked at the mail: silently, or with 421 to its first command. */
function wasStale(error: unknown): boolean {
  if (!(error instanceof SMTPClientError) || error.command !== "MAIL") return false;
  return error.code === "CONNECTION_CLOSED" || error.reply?.code === 421;
}
