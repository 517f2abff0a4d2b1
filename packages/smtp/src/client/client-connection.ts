import { CancelledError, type ConnectionEnd, type Deferred, Protocol } from "@twist/core";
import { IdleTimeout } from "@twist/core/policies";
import type { ProtocolError } from "@twist/core/wire";
import { ClientCommand, type ClientVerb, type ReplyHandler } from "../machine/client-command.js";
import { SMTPClientMachine, type SMTPClientSink } from "../machine/smtp-client-machine.js";
import type { SMTPReply } from "../wire/reply.js";
import { writeText } from "../write-text.js";
import { replyTimeoutMs, type SMTPClientTimeouts, smtpClientTimeouts } from "./client-timeouts.js";
import { PendingReply, type Refusal } from "./pending-reply.js";
import { SMTPClientError } from "./smtp-client-error.js";
import type { StartTLSExchange } from "./start-tls-exchange.js";
import type { TransactionHost } from "./transaction-host.js";

/** What a connection takes. */
export interface ClientConnectionOptions {
  readonly timeouts?: Partial<SMTPClientTimeouts>;
  /** Bytes of one reply, all its lines together. @default 65536 */
  readonly maxReplyBytes?: number;
  /** Called once, when the connection takes nothing more. @default nobody */
  readonly onGone?: () => void;
}

const greetingRefusal: Refusal = { code: "GREETING_REFUSED", message: "The server does not want this connection" };

/**
 * The shell around a client's machine: bytes from and to the transport, the patience with the server, and the end of the connection. It knows commands, and what
 * waits for their replies; what they mean, `SMTPClient` knows.
 */
export abstract class ClientConnection extends Protocol implements SMTPClientSink, TransactionHost {
  /** For what works on the connection; a program has the methods of `SMTPClient`. */
  readonly machine: SMTPClientMachine;
  /** The server's first words. */
  readonly greeting: Deferred<SMTPReply>;
  /** The STARTTLS that is under way. */
  protected startTLSExchange: StartTLSExchange | undefined;
  readonly #greeted: PendingReply;
  readonly #timeouts: SMTPClientTimeouts;
  readonly #onGone: (() => void) | undefined;
  #patience: IdleTimeout | undefined;
  #awaited: ClientVerb | undefined;
  #closingReply: SMTPReply | undefined;
  #gone = false;
  #ending = false;

  constructor(options: ClientConnectionOptions) {
    super();
    const { timeouts, maxReplyBytes, onGone } = options;
    this.machine = new SMTPClientMachine(this, maxReplyBytes === undefined ? {} : { maxReplyBytes });
    this.#timeouts = smtpClientTimeouts(timeouts);
    this.#onGone = onGone;
    this.#greeted = new PendingReply(this.takeBack, greetingRefusal);
    this.greeting = this.#greeted.result;
  }

  /** Whether a command would be sent: the connection is there, and neither the server nor we are about to end it. */
  get usable(): boolean {
    return !this.#gone && !this.#ending && this.transport.connected && !this.transport.disconnecting;
  }

  /** Ends the connection now. What waits for a reply fails with `reason`. */
  abort(reason: Error = new SMTPClientError("The connection was aborted", { code: "CONNECTION_CLOSED" })): void {
    this.breakOff(reason);
  }

  // What the transport tells.

  override connectionMade(): void {
    this.#patience = new IdleTimeout(this.transport.clock, this.#timeouts.greetingTimeoutMs, () => this.#timedOut());
    this.machine.expect(new ClientCommand("GREETING", undefined, this.#greeted));
  }

  override dataReceived(data: Buffer): void {
    this.machine.receive(data);
  }

  override handshakeCompleted(): void {
    const { secure } = this.transport;
    const exchange = this.startTLSExchange;
    this.startTLSExchange = undefined;
    this.machine.resumeSecured();
    if (secure !== undefined) exchange?.completed(secure);
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.startTLSExchange?.connectionLost(reason);
    this.#end(this.closed(reason));
  }

  // What the machine asks for.

  write(data: string | Buffer): void {
    if (typeof data === "string") writeText(this.transport, data);
    else this.transport.write(data);
  }

  awaiting(command: ClientCommand | undefined): void {
    this.#awaited = command?.verb;
    this.#wait(command === undefined ? Infinity : replyTimeoutMs(command.verb, this.#timeouts));
  }

  serverCloses(reply: SMTPReply): void {
    this.#closingReply = reply;
    this.#end(this.closed());
    this.transport.loseConnection();
  }

  protocolError(error: ProtocolError): void {
    this.breakOff(error);
  }

  // What the work on the connection asks for.

  messageStalled(stalled: boolean): void {
    this.#awaited = undefined;
    this.#wait(stalled ? this.#timeouts.blockTimeoutMs : Infinity);
  }

  takeNoMore(): void {
    this.#ending = true;
  }

  breakOff(reason: Error): void {
    this.#end(reason);
    this.transport.abortConnection(reason);
  }

  /** Sends a command whose reply is a value or an error, and nothing else. */
  protected ask(verb: ClientVerb, line: string, payload?: Buffer): Deferred<SMTPReply> {
    const pending = new PendingReply(this.takeBack);
    this.push(new ClientCommand(verb, line, pending, payload));
    return pending.result;
  }

  /** Sends a command, or tells it that there is no connection. */
  protected push(command: ClientCommand): void {
    if (this.usable) this.machine.push(command);
    else command.handler.unanswered(command, this.closed());
  }

  /** Nobody waits for the reply of `handler` any more. */
  protected readonly takeBack = (handler: ReplyHandler): void => {
    const taken = this.machine.drop((command) => command.handler === handler);
    if (taken === 0) this.breakOff(new CancelledError());
  };

  #wait(timeoutMs: number): void {
    if (this.#patience !== undefined) this.#patience.timeoutMs = timeoutMs;
  }

  #timedOut(): void {
    const verb = this.#awaited;
    const what =
      verb === undefined
        ? "The server takes nothing more of the message"
        : verb === "GREETING"
          ? "The server did not greet in time"
          : `The server did not reply to ${verb === "MESSAGE" ? "the message" : verb} in time`;
    const command = verb === "GREETING" ? undefined : verb === undefined || verb === "MESSAGE" ? "DATA" : verb;
    this.breakOff(new SMTPClientError(what, { code: "REPLY_TIMEOUT", permanent: false, command }));
  }

  /** There will be no more replies. */
  #end(error: Error): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#patience?.stop();
    this.machine.stop(error);
    this.#onGone?.();
  }

  /** What fails for want of a connection. */
  protected closed(cause?: ConnectionEnd): SMTPClientError {
    const reply = this.#closingReply;
    const message =
      reply === undefined ? "The connection ended before the server had replied" : "The server closes the connection";
    return new SMTPClientError(message, { code: "CONNECTION_CLOSED", permanent: false, reply, cause });
  }
}
