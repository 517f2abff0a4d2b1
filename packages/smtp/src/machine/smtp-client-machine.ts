import { assertNoLineBreaks, ProtocolError } from "@twist/core/wire";
import type { SMTPReply } from "../wire/reply.js";
import { ReplyReader } from "../wire/reply-reader.js";
import type { ClientCommand, ClientVerb } from "./client-command.js";
import { SMTPError } from "../wire/smtp-error.js";
import { CommandQueue } from "./command-queue.js";
import { ServerExtensions } from "./server-extensions.js";

/**
 * The client's side of a dialogue: which command may go out now, and to which one a reply belongs. Commands are answered in the order in which they were
 * sent. Where the server offers PIPELINING (RFC 2920) they go out in groups, as one piece; otherwise each waits for the reply to the one before.
 *
 *          push ──► held ──► sent ──► replied
 *                     ▲
 *                     └── while the last one sent ends its group, and until its reply is there
 */

/** Must be the last one of its group (RFC 2920 §3.1; RFC 3207 §4 and RFC 4954 §4 for STARTTLS and AUTH). */
const endsGroup: ReadonlySet<ClientVerb> = new Set<ClientVerb>([
  ...(["GREETING", "EHLO", "HELO", "LHLO", "STARTTLS", "AUTH", "DATA"] as const),
  ...(["NOOP", "VRFY", "EXPN", "HELP", "QUIT", "OTHER"] as const),
]);

/** May be answered by a 3yz reply. */
const hasIntermediate: ReadonlySet<ClientVerb> = new Set<ClientVerb>(["AUTH", "DATA", "OTHER"]);

const noExtensions = new ServerExtensions([]);

/** What the machine asks of the shell around it. */
export interface SMTPClientSink {
  /** Send this. */
  write(data: string | Buffer): void;
  /** From now on, this is the reply that is waited for; `undefined` for none. Called at each change. */
  awaiting(command: ClientCommand | undefined): void;
  /** The server has said 421, asked or not: it closes the connection (RFC 5321 §3.8). */
  serverCloses(reply: SMTPReply): void;
  /** The server broke the protocol. Nothing it says from here on is read. */
  protocolError(error: ProtocolError): void;
}

/** Options of `SMTPClientMachine`. */
export interface SMTPClientMachineOptions {
  /** Bytes of one reply, all its lines and their endings together. @default 65536 */
  readonly maxReplyBytes?: number;
}

/** One conversation with a server, without a network: bytes in, replies out; commands in, bytes out. */
export class SMTPClientMachine {
  readonly #sink: SMTPClientSink;
  readonly #reader: ReplyReader;
  /** Not sent yet. */
  readonly #held = new CommandQueue();
  /** What goes out where `CHUNKS` stands in `#held`: nothing behind that is sent before the last one. */
  readonly #chunks = new CommandQueue();
  #chunksEnded = false;
  /** Sent, and not answered. */
  readonly #sent = new CommandQueue();
  /** The command that has ended its group, until its reply is there. */
  #barrier: ClientCommand | undefined;
  #suspended = false;
  #stopped = false;
  #extensions = noExtensions;
  #acceptedRecipients = 0;

  constructor(sink: SMTPClientSink, options: SMTPClientMachineOptions = {}) {
    this.#sink = sink;
    this.#reader = new ReplyReader(this, options);
  }

  /** What the server offers; nothing before EHLO, after HELO, and right after STARTTLS. */
  get extensions(): ServerExtensions {
    return this.#extensions;
  }

  /** The recipients that the server has accepted since the last MAIL, RSET or message. */
  get acceptedRecipients(): number {
    return this.#acceptedRecipients;
  }

  /** The command whose reply comes next; `undefined` where none is due. */
  get awaited(): ClientCommand | undefined {
    return this.#sent.first;
  }

  /** Whether nothing is to be sent and no reply is waited for. */
  get idle(): boolean {
    return this.#sent.first === undefined && this.#held.first === undefined;
  }

  /** Whether there will be no more replies: the server broke the protocol, or `stop` was called. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Waits for something that is answered without being sent: the greeting. */
  expect(command: ClientCommand): void {
    this.#sent.push(command);
    this.#barrier = command;
    this.#announce();
  }

  /**
   * Sends a command, now or when its turn comes.
   *
   * @throws {InvalidTokenError} where it holds a CR, LF or NUL. Nothing is sent.
   */
  push(command: ClientCommand): void {
    guard(command);
    this.#held.push(command);
    this.#flush();
  }

  /** As `push`, for several, which go out as one piece where they may. @throws {InvalidTokenError} as `push`; then none is sent. */
  pushAll(commands: readonly ClientCommand[]): void {
    for (const command of commands) guard(command);
    for (const command of commands) this.#held.push(command);
    this.#flush();
  }

  /** As `push`, before all that waits for its turn. It goes out with the next reply, or with the next `push`. */
  pushFirst(command: ClientCommand): void {
    guard(command);
    this.#held.unshift(command);
  }

  /** Answers a challenge: the command that got the intermediate reply waits for another one. @throws {InvalidTokenError} as `push`. */
  answer(line: string): void {
    assertNoLineBreaks(line, "answer");
    this.#sink.write(`${line}\r\n`);
    this.#announce();
  }

  /**
   * The message that DATA has announced is complete: `commands` are the replies to it, one, or with LMTP one for each recipient. What waited goes out.
   */
  messageSent(commands: readonly ClientCommand[]): void {
    this.#sent.shift();
    this.#barrier = undefined;
    for (const command of commands) this.#sent.push(command);
    this.#flush();
    this.#announce();
  }

  /** A chunk of the message whose `CHUNKS` is the first that waits, sent now or when its turn comes. */
  pushChunk(command: ClientCommand): void {
    guard(command);
    this.#chunks.push(command);
    this.#flush();
  }

  /** The last chunk, and what else the message is answered by: with LMTP one reply for each recipient. What waited behind `CHUNKS` goes out then. */
  pushLastChunk(commands: readonly ClientCommand[]): void {
    for (const command of commands) guard(command);
    for (const command of commands) this.#chunks.push(command);
    this.#chunksEnded = true;
    this.#flush();
  }

  /** Takes back what hasn't been sent. @returns how many commands. */
  drop(isUnwanted: (command: ClientCommand) => boolean): number {
    const dropped = this.#chunks.remove(isUnwanted) + this.#held.remove(isUnwanted);
    if (this.#held.first?.verb !== "CHUNKS") this.#chunksEnded = false;
    return dropped;
  }

  /** Bytes from the server. */
  receive(data: Buffer): void {
    if (this.#stopped) return;
    try {
      this.#reader.receive(data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#stopped = true;
      this.#reader.stop();
      this.#sink.protocolError(error);
    }
  }

  /** A whole reply. For the reader. */
  replyReceived(reply: SMTPReply): void {
    const command = this.#sent.first;
    if (reply.code === 421) {
      this.#serverCloses(command, reply);
    } else if (command === undefined) {
      throw new SMTPError("the server replied to nothing", { code: "UNEXPECTED_REPLY" });
    } else if (reply.code >= 300 && reply.code < 400) {
      if (!hasIntermediate.has(command.verb)) {
        throw new SMTPError(`the server wants more after ${command.verb}`, { code: "UNEXPECTED_REPLY" });
      }
      command.handler.replied(command, reply);
    } else if (reply.code < 300 && command.verb === "DATA") {
      // Before the message is complete there is nothing that it could be good news about.
      throw new SMTPError("the server accepted a message that it hasn't got", { code: "UNEXPECTED_REPLY" });
    } else {
      this.#completed(command, reply);
    }
  }

  /** Nothing more is sent until `resume`: the wire is being changed. @returns what was received and is no reply yet. */
  suspend(): Buffer {
    this.#suspended = true;
    return this.#reader.takeRemaining();
  }

  /** The wire is TLS now: what the server has said before is forgotten (RFC 3207 §4.2). What waited goes out. */
  resumeSecured(): void {
    this.#extensions = noExtensions;
    this.#suspended = false;
    this.#flush();
  }

  /** There will be no more replies: all that wait are told so. */
  stop(error: Error): void {
    this.#stopped = true;
    this.#barrier = undefined;
    this.#reader.stop();
    for (const queue of [this.#sent, this.#chunks, this.#held]) {
      for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
        command.handler.unanswered(command, error);
      }
    }
  }

  #completed(command: ClientCommand, reply: SMTPReply): void {
    this.#sent.shift();
    if (this.#barrier === command) this.#barrier = undefined;
    if (reply.code < 300) this.#noteSuccess(command.verb, reply);
    command.handler.replied(command, reply);
    this.#flush();
    this.#announce();
  }

  #noteSuccess(verb: ClientVerb, reply: SMTPReply): void {
    if (verb === "RCPT") this.#acceptedRecipients++;
    else if (verb === "MAIL" || verb === "RSET" || verb === "MESSAGE") this.#acceptedRecipients = 0;
    else if (verb === "EHLO" || verb === "LHLO") this.#extensions = ServerExtensions.of(reply);
    else if (verb === "HELO") this.#extensions = noExtensions;
  }

  #serverCloses(command: ClientCommand | undefined, reply: SMTPReply): void {
    if (command !== undefined) {
      this.#sent.shift();
      command.handler.replied(command, reply);
    }
    this.#sink.serverCloses(reply);
  }

  #flush(): void {
    if (this.#suspended || this.#stopped) return;
    let text = "";
    for (let command = this.#takeNext(); command !== undefined; command = this.#takeNext()) {
      const wasIdle = this.#sent.first === undefined;
      this.#sent.push(command);
      if (endsGroup.has(command.verb)) this.#barrier = command;
      if (wasIdle) this.#announce();
      if (command.line !== undefined) text += `${command.line}\r\n`;
      if (command.payload === undefined) continue;
      this.#sink.write(text);
      this.#sink.write(command.payload);
      text = "";
    }
    if (text !== "") this.#sink.write(text);
  }

  /** What may be sent now. */
  #takeNext(): ClientCommand | undefined {
    if (this.#barrier !== undefined) return undefined;
    if (!this.#extensions.pipelining && this.#sent.first !== undefined) return undefined;
    if (this.#held.first?.verb !== "CHUNKS") return this.#held.shift();
    const chunk = this.#chunks.shift();
    if (chunk !== undefined || !this.#chunksEnded) return chunk;
    this.#chunksEnded = false;
    this.#held.shift();
    return this.#takeNext();
  }

  #announce(): void {
    if (!this.#stopped) this.#sink.awaiting(this.#sent.first);
  }
}

/** The one place where every line passes that we send. */
function guard(command: ClientCommand): void {
  if (command.line !== undefined) assertNoLineBreaks(command.line, `the argument of ${command.verb}`);
}
