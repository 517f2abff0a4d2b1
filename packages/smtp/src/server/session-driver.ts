import { ConnectionDone, type ConnectionEnd, Deferred, type Transport } from "@twist/core";
import type { Login } from "@twist/core/cred";
import type { Attributes } from "../commands/attributes.js";
import type { XclientCommand } from "../commands/xclient.js";
import { START_OF_MESSAGE } from "../machine/server-replies.js";
import type { SMTPCommand } from "../machine/session-transitions.js";
import { isDomain } from "../wire/domain.js";
import { SMTPReply } from "../wire/reply.js";
import { SMTPReplyError } from "../wire/smtp-reply-error.js";
import { AuthExchange, type AuthOwner, mayLogIn } from "./auth-exchange.js";
import type { Envelope, EnvelopeRecipient } from "./envelope.js";
import { MessageDriver, type MessageShell } from "./message-driver.js";
import * as replies from "./usual-replies.js";
import type { ServerSettings } from "./server-settings.js";
import { SessionAnswers } from "./session-answers.js";
import { SessionLog } from "./session-log.js";
import { SMTPConnection, noAttributes } from "./smtp-connection.js";
import type { AnySession, HookAnswer, HookResult } from "./smtp-session.js";
import { clientOf } from "./xclient.js";

/** What a driver needs of who speaks with the client. */
export interface DriverShell extends MessageShell {
  readonly transport: Transport;
  answerChallenge(data: Buffer): void;
  /** EHLO is about to be answered with these. */
  offer(keywords: ReadonlySet<string>, authNeedsTLS: boolean): void;
  /** The client that a proxy has named is not wanted: all that it may do is to go. */
  clientRefused(): void;
}

/** What is done with each command: between the machine, that knows when it may come, and the application's session, that knows what it means. */
export class SessionDriver<Avatar> implements AuthOwner<Avatar> {
  readonly connection: SMTPConnection<Avatar>;
  readonly log: SessionLog;
  /** The messages that come. */
  readonly messages: MessageDriver;
  readonly #answers: SessionAnswers;
  readonly #shell: DriverShell;
  readonly #settings: ServerSettings<Avatar>;
  #session: AnySession<Avatar> = noSession;
  #auth: AuthExchange<Avatar> | undefined;
  /** What is being answered, and what the answer is where the session has nothing to say. */
  #command: SMTPCommand | undefined;
  #usualReply = replies.OK;
  #envelope: (Envelope & { readonly recipients: EnvelopeRecipient[] }) | undefined;
  /** What a proxy has said of the client for all of the session. */
  #clientAttributes: Attributes = noAttributes;
  /** XCLIENT has put a client in place of another one, which the session may refuse. */
  #clientChanged = false;
  /** The message has come that XFORWARD has said something of. */
  #forwarded = false;
  #over = false;

  constructor(shell: DriverShell, settings: ServerSettings<Avatar>) {
    const { transport } = shell;
    this.#shell = shell;
    this.#settings = settings;
    this.connection = new SMTPConnection({
      id: settings.nextId(),
      transport,
      hostname: settings.hostname,
      dialect: settings.machine.dialect,
    });
    const { connection } = this;
    const log = new SessionLog(settings.log, connection);
    const answers = new SessionAnswers(log);
    this.log = log;
    this.#answers = answers;
    this.messages = new MessageDriver({ shell, connection, answers, log });
  }

  /** A session begins, and is answered with a greeting. */
  begin(): void {
    this.#usualReply = this.#settings.greeting;
    try {
      this.#session = this.#settings.makeSession(this.connection);
      this.#settle(this.#session.connect?.());
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The connection is over. */
  end(reason: ConnectionEnd): void {
    this.#over = true;
    this.#endSession(reason);
  }

  /** TLS is on: nothing that was said before counts (RFC 3207 §4.2). */
  restart(): void {
    this.#forgetClient();
    // Nor what a proxy has said: who listens on the way to it could have said that.
    this.#clientAttributes = noAttributes;
    this.#forgetForwarded();
    this.connection.peer = this.#shell.transport.peer;
    this.connection.addressName = undefined;
  }

  /** Does what `command` asks for. */
  perform(command: SMTPCommand): void {
    this.#command = command;
    try {
      this.#settle(this.#perform(command));
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The client has answered a challenge, or given up. */
  authResponse(response: Buffer | undefined): void {
    this.#auth?.respond(response);
  }

  /** The message itself comes now. */
  messageBegun(): void {
    const envelope = this.#envelope;
    if (envelope === undefined) throw new TypeError("a message begins without an envelope");
    this.#envelope = undefined;
    this.#forwarded = true;
    this.messages.begin(envelope, this.#session);
  }

  authChallenge(data: Buffer): void {
    this.#shell.answerChallenge(data);
  }

  authSucceeded(login: Login<Avatar>): void {
    this.connection.login = login;
    this.connection.authenticated = true;
    this.#usualReply = replies.LOGGED_IN;
    try {
      this.#settle(this.#session.authenticated?.(login));
    } catch (error) {
      this.#refuse(error);
    }
  }

  authRefused(reply: SMTPReply): void {
    this.#finish(reply);
  }

  // What each command does.

  #perform(command: SMTPCommand): HookResult {
    const session = this.#session;
    this.#usualReply = replies.OK;
    switch (command.verb) {
      case "MAIL":
        this.#usualReply = replies.SENDER_OK;
        if (this.#forwarded) this.#forgetForwarded();
        return session.mail(command.sender, command.parameters);
      case "RCPT":
        this.#usualReply = replies.RECIPIENT_OK;
        return session.rcpt(command.recipient, command.parameters);
      case "DATA":
        this.#usualReply = START_OF_MESSAGE;
        return this.#envelope === undefined ? undefined : session.dataRequested?.(this.#envelope);
      case "EHLO":
      case "LHLO":
      case "HELO":
        return session.hello?.(command.name);
      case "RSET":
        this.#abandon();
        return undefined;
      case "QUIT":
        this.#abandon();
        return replies.GOODBYE;
      case "STARTTLS":
        return replies.READY_FOR_TLS;
      case "AUTH":
        return this.#authenticate(command);
      case "VRFY":
        if (command.user === "") throw SMTPReplyError.of(501, "5.5.4", "VRFY is followed by a user");
        this.#usualReply = replies.PERHAPS;
        return session.vrfy?.(command.user);
      case "EXPN":
        return session.expn === undefined ? replies.NOT_HERE : session.expn(command.list);
      case "HELP":
        return replies.HELP;
      case "XFORWARD":
        if (this.#forwarded) this.#forgetForwarded();
        this.connection.attributes = new Map([...this.connection.attributes, ...command.attributes]);
        return undefined;
      case "XCLIENT":
        return this.#becomeClient(command);
      default:
        return undefined;
    }
  }

  /** A command is answered with a yes. @returns the answer to send. */
  #accept(command: SMTPCommand, reply: SMTPReply): SMTPReply {
    switch (command.verb) {
      case "MAIL":
        this.#envelope = { sender: command.sender, parameters: command.parameters, recipients: [] };
        return reply;
      case "RCPT":
        this.#envelope?.recipients.push({ mailbox: command.recipient, parameters: command.parameters });
        return reply;
      case "DATA":
        return START_OF_MESSAGE;
      case "EHLO":
      case "LHLO":
        this.#greeted(command.name, true);
        return this.#offer(command.name);
      case "HELO":
        this.#greeted(command.name, false);
        this.#shell.offer(new Set(), false);
        return new SMTPReply(250, this.#settings.hostname);
      default:
        return reply;
    }
  }

  /** Where it is refused instead, all stays as it was (RFC 5321 §4.1.4). */
  #greeted(name: string, extended: boolean): void {
    this.#abandon();
    this.connection.clientName = name;
    this.connection.extended = extended;
  }

  #offer(name: string): SMTPReply {
    const { transport } = this.#shell;
    const { portal, allowInsecureAuth, xclient, xforward, hostname, offers } = this.#settings;
    const mayAuth = mayLogIn(transport, this.connection.peer, allowInsecureAuth);
    if (portal !== undefined && mayAuth) {
      const { peer } = this.connection;
      this.#auth ??= new AuthExchange(this, { transport, peer, settings: this.#settings, portal });
    }
    const { keywords, lines } = offers.for({
      session: this.#session,
      secure: transport.secure !== undefined,
      mechanisms: this.#auth?.mechanisms ?? [],
      trustsXclient: xclient.has(transport.peer),
      trustsXforward: xforward.has(transport.peer),
    });
    this.#shell.offer(keywords, portal !== undefined && !mayAuth);
    return new SMTPReply(250, [`${hostname} greets ${name}`, ...lines]);
  }

  #authenticate(command: SMTPCommand & { readonly verb: "AUTH" }): HookResult {
    this.#auth?.start(command);
    return pending;
  }

  #becomeClient({ attributes }: XclientCommand): HookResult {
    const { connection } = this;
    // A proxy that has more to say than fits in a line says it in several.
    const known: Attributes = new Map([...this.#clientAttributes, ...attributes]);
    const client = clientOf(known);
    this.#clientChanged = true;
    this.#endSession(new ConnectionDone());
    this.#forgetClient();
    connection.attributes = this.#clientAttributes = known;
    connection.peer = client ?? connection.peer;
    const name = known.get("NAME");
    // Whoever owns an address chooses its name: it may be anything, and goes into a header field.
    connection.addressName = name !== undefined && isDomain(name) ? name : undefined;
    connection.clientName = known.get("HELO") ?? "";
    connection.authenticated = known.get("LOGIN") !== undefined;
    this.#usualReply = this.#settings.greeting;
    this.#session = this.#settings.makeSession(connection);
    return this.#session.connect?.();
  }

  // Answers.

  /** Waits for `result`, and answers. */
  #settle(result: HookResult): void {
    if (result === pending) return;
    if (result === undefined || result instanceof SMTPReply) {
      this.#finish(result ?? this.#usualReply);
    } else if (result instanceof Deferred) {
      result.addCallbacks(this.#answered, this.#failed);
    } else {
      result.then(this.#answered, this.#failed);
    }
  }

  readonly #answered = (answer: unknown): void => {
    this.#finish(answer instanceof SMTPReply ? answer : this.#usualReply);
  };

  readonly #failed = (error: unknown): void => {
    this.#refuse(error);
  };

  #refuse(error: unknown): void {
    if (!this.#over) this.#finish(this.#answers.ofError(error, this.#command?.verb));
  }

  #finish(given: SMTPReply): void {
    if (this.#over) return;
    const command = this.#command;
    let reply = this.#answers.checked(given, command?.verb);
    if (reply.code < 400 && command !== undefined) reply = this.#accept(command, reply);
    if (reply.code >= 400) {
      this.log.refused(command?.verb ?? "", reply);
      if (command?.verb === "AUTH") this.#loggedOut();
      if (this.#clientChanged) this.#shell.clientRefused();
    }
    this.#clientChanged = false;
    this.#command = undefined;
    this.#shell.answer(reply);
  }

  /** A login that was refused after all is none. */
  #loggedOut(): void {
    this.#auth?.logout();
    this.connection.login = undefined;
    this.connection.authenticated = false;
  }

  #forgetClient(): void {
    this.#auth?.end();
    this.#auth = undefined;
    this.connection.clientName = "";
    this.connection.extended = this.connection.authenticated = false;
    this.connection.login = undefined;
  }

  /** What XFORWARD says is said of one message. */
  #forgetForwarded(): void {
    this.connection.attributes = this.#clientAttributes;
    this.#forwarded = false;
  }

  /** What `mail` began is given up. */
  #abandon(): void {
    this.#forgetForwarded();
    const isUnderWay = this.messages.abandon() || this.#envelope !== undefined;
    this.#envelope = undefined;
    if (!isUnderWay) return;
    this.#guard(() => {
      this.#session.reset();
    });
  }

  #endSession(reason: ConnectionEnd): void {
    this.#auth?.end();
    this.#abandon();
    const session = this.#session;
    this.#session = noSession;
    this.#guard(() => {
      session.end(reason);
    });
  }

  /** For calls that can't be refused. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.log.failed(undefined, error);
    }
  }
}

/** The answer comes by another way. */
const pending: PromiseLike<HookAnswer> = new Promise<HookAnswer>(() => undefined);

/** Where the application has made no session, none is asked. */
const noSession: AnySession = {
  mail: () => replies.NOT_HERE,
  rcpt: () => replies.NOT_HERE,
  data: () => replies.NOT_HERE,
  reset: () => undefined,
  end: () => undefined,
};
