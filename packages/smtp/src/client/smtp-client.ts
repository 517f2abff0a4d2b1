import { type Deferred, fail, isTwistError, succeed, type TLSClientOptions, type TLSInfo } from "@twist/core";
import { channelBindingsOf, type SASLClientCredentials } from "@twist/core/cred";
import { asBuffer } from "@twist/core/wire";
import { bdat } from "../commands/bdat.js";
import { data } from "../commands/data.js";
import { ehlo } from "../commands/ehlo.js";
import { expn } from "../commands/expn.js";
import { helo } from "../commands/helo.js";
import { help } from "../commands/help.js";
import { lhlo } from "../commands/lhlo.js";
import { mail, type MailParameters } from "../commands/mail.js";
import { rcpt, type RcptParameters } from "../commands/rcpt.js";
import { vrfy } from "../commands/vrfy.js";
import { isLocal } from "../is-local.js";
import { ClientCommand } from "../machine/client-command.js";
import type { ServerExtensions } from "../machine/server-extensions.js";
import { Mailbox } from "../wire/mailbox.js";
import type { SMTPReply } from "../wire/reply.js";
import { ClientConnection, type ClientConnectionOptions } from "./client-connection.js";
import type { MailEnvelope } from "./mail-envelope.js";
import { MailTransaction } from "./mail-transaction.js";
import type { Message } from "./message-source.js";
import { PendingData } from "./pending-data.js";
import { type MessageOptions, planMail } from "./plan-mail.js";
import { SASLExchange } from "./sasl-exchange.js";
import type { SendResult } from "./send-result.js";
import { SMTPClientError } from "./smtp-client-error.js";
import { StartTLSExchange } from "./start-tls-exchange.js";
import type { TransactionPlan } from "./transfer.js";

/** What an `SMTPClient` takes. */
export interface SMTPClientOptions extends ClientConnectionOptions {
  /** Speak LMTP (RFC 2033): LHLO, and a reply to the message for each recipient. @default false */
  readonly lmtp?: boolean;
}

/** How to log in. */
export interface SMTPAuth extends SASLClientCredentials {
  /** Only these mechanisms, by name. CRAM-MD5 is used only where it stands here. @default the strongest that both sides have */
  readonly mechanisms?: readonly string[];
  /** Send a password or token also where somebody can listen. @default false: TLS, or this machine only */
  readonly allowInsecure?: boolean;
}

/** What sending one mail takes. */
export interface SendOptions extends MessageOptions {
  /** Gives the mail up. What has been sent of it can't be taken back, so that breaks the connection off. */
  readonly signal?: AbortSignal;
}

/**
 * The client's side of one SMTP connection (RFC 5321), on any transport. Each command has a method, which gives a Deferred with the reply, or fails with an
 * `SMTPClientError` that has it. Commands may be given without waiting: they go out together where the server offers PIPELINING, one by one where not.
 *
 *     const smtp = await endpoint.connect(Factory.from(() => new SMTPClient()));
 *     await smtp.greeting;
 *     await smtp.hello("client.example");
 *     const { accepted } = await smtp.send({ from: "a@client.example", to: "b@example.org" }, "Subject: hi\r\n\r\nhello\r\n");
 *     await smtp.quit();
 *
 * Cancelling a Deferred takes its command back where it hasn't been sent, and breaks the connection off where it has.
 */
export class SMTPClient extends ClientConnection {
  readonly #lmtp: boolean;
  #sentMessages = 0;

  constructor(options: SMTPClientOptions = {}) {
    super(options);
    this.#lmtp = options.lmtp ?? false;
  }

  /** What the server offers; nothing before `hello`. */
  get extensions(): ServerExtensions {
    return this.machine.extensions;
  }

  /** Whether LMTP is spoken. */
  get lmtp(): boolean {
    return this.#lmtp;
  }

  /** How many messages were given to `send`. */
  get sentMessages(): number {
    return this.#sentMessages;
  }

  /** EHLO, and HELO where the server doesn't know it (RFC 5321 §3.2); with LMTP, LHLO. */
  hello(name: string = this.#ownName()): Deferred<SMTPReply> {
    if (this.#lmtp) return this.lhlo(name);
    return this.ehlo(name).addErrback((error) => {
      if (!isUnknownCommand(error) || !this.usable) throw error;
      return this.helo(name);
    });
  }

  ehlo(name: string): Deferred<SMTPReply> {
    return this.ask("EHLO", ehlo.format({ name }));
  }

  helo(name: string): Deferred<SMTPReply> {
    return this.ask("HELO", helo.format({ name }));
  }

  lhlo(name: string): Deferred<SMTPReply> {
    return this.ask("LHLO", lhlo.format({ name }));
  }

  /**
   * Makes the connection TLS (RFC 3207). Say `hello` again afterwards: what the server has offered before is forgotten.
   *
   * @param tls `serverName` is what the certificate is checked against.
   */
  startTLS(tls: TLSClientOptions): Deferred<TLSInfo> {
    const exchange = new StartTLSExchange(this, tls, this.takeBack);
    this.startTLSExchange = exchange;
    this.push(new ClientCommand("STARTTLS", "STARTTLS", exchange));
    return exchange.result;
  }

  /** Logs in, with the strongest mechanism that both sides have and that is safe on this connection (RFC 4954). */
  authenticate(auth: SMTPAuth): Deferred<void> {
    const { mechanisms, allowInsecure = false, ...credentials } = auth;
    const { secure } = this.transport;
    const options = {
      secure: secure !== undefined || isLocal(this.transport),
      allowInsecure,
      channelBindings: channelBindingsOf(secure, "client"),
      ...(mechanisms === undefined ? {} : { mechanisms }),
    };
    const exchange = new SASLExchange(this.machine, credentials, options, this.takeBack);
    if (this.usable) exchange.begin();
    else exchange.result.errback(this.closed());
    return exchange.result;
  }

  /**
   * One mail, whole: MAIL, RCPT for each recipient, and the message. Fires once the server has taken it for one recipient at least.
   *
   * Fails with an `SMTPClientError`: `SENDER_REFUSED`, `RECIPIENTS_REFUSED` for all of them, `MESSAGE_REFUSED`; before anything is sent,
   * `BAD_ADDRESS`, `EXTENSION_MISSING` or `MESSAGE_TOO_LARGE`. The connection can be used again after any of these.
   *
   * @throws {TypeError} where there is no recipient.
   */
  send(envelope: MailEnvelope, message: Message, options: SendOptions = {}): Deferred<SendResult> {
    let plan: TransactionPlan;
    try {
      const secure = this.transport.secure !== undefined;
      plan = planMail(envelope, message, { ...options, extensions: this.extensions, lmtp: this.#lmtp, secure });
    } catch (error) {
      if (!isTwistError(error)) throw error;
      return fail(error);
    }
    if (!this.usable) return fail(this.closed());
    const transaction = new MailTransaction(this, plan);
    this.#sentMessages++;
    transaction.begin();
    return transaction.result.withSignal(options.signal);
  }

  /** MAIL by itself. `sender` is empty for `<>`. @throws {SMTPError | InvalidTokenError} where it can't be written. */
  mail(sender: string, parameters: MailParameters = {}): Deferred<SMTPReply> {
    const path = sender === "" ? null : Mailbox.parse(sender);
    return this.ask("MAIL", mail.format({ sender: path, parameters }));
  }

  /** RCPT by itself. @throws {SMTPError | InvalidTokenError} where it can't be written. */
  rcpt(recipient: string, parameters: RcptParameters = {}): Deferred<SMTPReply> {
    return this.ask("RCPT", rcpt.format({ recipient: Mailbox.parse(recipient), parameters }));
  }

  /**
   * DATA and the message, after MAIL and RCPT.
   *
   * @returns the reply to the message; with LMTP, one for each recipient that was accepted, of which not all need to be good.
   */
  data(message: Message, options: MessageOptions = {}): Deferred<readonly SMTPReply[]> {
    const { bareLineBreaks } = options;
    const encoding = bareLineBreaks === undefined ? {} : { bareLineBreaks };
    const pending = new PendingData(this, { message, encoding, lmtp: this.#lmtp }, this.takeBack);
    this.push(new ClientCommand("DATA", data.format({}), pending));
    return pending.result;
  }

  /**
   * BDAT by itself (RFC 3030): a chunk of the message, as it is. With `last`, the message is complete.
   *
   * @throws {TypeError} for the last chunk with LMTP, which has a reply for each recipient: use `send`.
   */
  bdat(chunk: Uint8Array, { last = false }: { readonly last?: boolean } = {}): Deferred<SMTPReply> {
    if (last && this.#lmtp) throw new TypeError("with LMTP the last chunk has several replies: use send()");
    const line = bdat.format({ size: chunk.length, last });
    return this.ask(last ? "MESSAGE" : "BDAT", line, chunk.length === 0 ? undefined : asBuffer(chunk));
  }

  /** Gives up the mail that has been begun with `mail`. */
  rset(): Deferred<SMTPReply> {
    return this.ask("RSET", "RSET");
  }

  noop(): Deferred<SMTPReply> {
    return this.ask("NOOP", "NOOP");
  }

  /** Asks whether a mailbox is there. Most servers say 252: they don't tell. */
  vrfy(user: string): Deferred<SMTPReply> {
    return this.ask("VRFY", vrfy.format({ user }));
  }

  expn(list: string): Deferred<SMTPReply> {
    return this.ask("EXPN", expn.format({ list }));
  }

  help(topic = ""): Deferred<SMTPReply> {
    return this.ask("HELP", help.format({ topic }));
  }

  /** A command that this class has no method for. A 3yz reply is an error: there is no way to go on. @throws {InvalidTokenError} for a line break. */
  command(line: string): Deferred<SMTPReply> {
    return this.ask("OTHER", line);
  }

  /** Says QUIT, after what is under way, and closes the connection. It never fails: a server that doesn't answer is left all the same. */
  quit(): Deferred<void> {
    if (!this.usable) return succeed(undefined);
    const said = this.ask("QUIT", "QUIT");
    return said.addBoth(() => {
      this.transport.loseConnection();
    });
  }

  /** Our address, as RFC 5321 §4.1.4 has it for hosts without a name. */
  #ownName(): string {
    const { host } = this.transport;
    if (host.type !== "tcp") return "localhost";
    return host.family === 6 ? `[IPv6:${host.host.replace(/%.*/, "")}]` : `[${host.host}]`;
  }
}

/** Not those with which a server says that it wants nothing of us (RFC 5321 §3.1, RFC 7504). */
function isUnknownCommand(error: unknown): boolean {
  if (!(error instanceof SMTPClientError) || error.reply === undefined) return false;
  const { code } = error.reply;
  return code >= 500 && code !== 521 && code !== 554 && code !== 556;
}
