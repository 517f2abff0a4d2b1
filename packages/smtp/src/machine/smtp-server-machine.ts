import { parseAuthResponse } from "../commands/auth.js";
import type { BdatCommand } from "../commands/bdat.js";
import { SMTPReply } from "../wire/reply.js";
import { SMTPError } from "../wire/smtp-error.js";
import { CommandLineReader } from "./command-line-reader.js";
import { refusalOf } from "./command-policy.js";
import { ContentReader } from "./content-reader.js";
import { ErrorBudget } from "./error-budget.js";
import { RefusedLine, readCommand } from "./read-command.js";
import type { ServerMachineOptions } from "./server-machine-options.js";
import { BARE_LF, EARLY_TALKER, SHUTTING_DOWN, TOO_BIG, errorReply } from "./server-replies.js";
import { ServerInput } from "./server-input.js";
import { ServerSession } from "./server-session.js";
import type { ServerSink } from "./server-sink.js";
import type { SMTPCommand } from "./session-transitions.js";

/** Output beyond this many characters goes out before more is read. */
const MAX_GATHERED_OUTPUT = 64 * 1024;

/** What is read now: lines of commands, the content of a message after DATA or BDAT, a line of AUTH; or nothing, before the greeting, in TLS's handshake and at the end. */
type Mode = "greeting" | "command" | "content" | "auth" | "tls" | "ended";

/** What has to be answered before anything more is read. */
type Awaited = "nothing" | "greeting" | "command" | "message";

/**
 * The server's side of SMTP or LMTP (RFC 5321, RFC 2033), without a network: bytes in, calls of a `ServerSink`, its answers, bytes out. It knows which command may come
 * when, and the limits; what a command does is the sink's.
 *
 * Answers go out in the order of the commands, gathered, so that pipelined commands (RFC 2920) are answered in one piece.
 */
export class SMTPServerMachine extends ServerInput {
  /** What is known of the session. The sink sets `offered` and `authNeedsTLS` before it answers EHLO. */
  readonly session: ServerSession;
  readonly #sink: ServerSink;
  readonly #options: ServerMachineOptions;
  readonly #lines: CommandLineReader;
  #reader: ContentReader | undefined;
  #mode: Mode = "greeting";
  #awaited: Awaited = "greeting";
  #command: SMTPCommand | undefined;
  /** What AUTH is answered with, whatever the sink says: its exchange couldn't go on. */
  #brokenAuth: SMTPReply | undefined;
  #output = "";
  #closing = false;
  readonly #budget: ErrorBudget;

  constructor(sink: ServerSink, options: ServerMachineOptions) {
    super(sink);
    this.#sink = sink;
    this.#options = options;
    this.session = new ServerSession(options);
    this.#budget = new ErrorBudget(options.limits);
    this.#lines = new CommandLineReader(this.buffer, options.limits.maxCommandLineBytes);
  }

  override get isAnswering(): boolean {
    return this.#awaited !== "nothing";
  }

  protected override get isReading(): boolean {
    return this.#mode !== "tls" && this.#mode !== "ended";
  }

  /** Takes what has to be sent; empty where nothing has. */
  takeOutput(): string {
    const output = this.#output;
    this.#output = "";
    return output;
  }

  /** Bytes came. */
  receive(chunk: Buffer): void {
    // What comes in clear before TLS's handshake is nobody's (RFC 3207 §4.2).
    if (this.#mode === "ended" || this.#mode === "tls") return;
    if (this.#mode === "greeting") {
      // Who can't wait is no mail server: RFC 5321 §4.3.1 has every client wait for the greeting.
      this.#refuse("", EARLY_TALKER);
      this.#end();
      return;
    }
    this.buffer.append(chunk);
    this.continue();
  }

  /**
   * Answers what is to be answered. After 221 and 421 it is over.
   *
   * @throws {TypeError} where nothing is to be answered.
   */
  reply(reply: SMTPReply): void {
    const awaited = this.#takeAwaited();
    if (awaited === undefined) return;
    if (awaited === "greeting") this.#greet(reply);
    else if (awaited === "message") this.#answerMessage(reply, undefined);
    else this.#answerCommand(reply);
    this.readAll();
  }

  /** Answers the end of an LMTP message: one reply for each recipient, in their order. */
  replyEach(replies: readonly SMTPReply[]): void {
    const awaited = this.#takeAwaited();
    if (awaited === undefined) return;
    const [first] = replies;
    if (awaited !== "message" || first === undefined || replies.length !== this.session.recipients) {
      throw new TypeError("there has to be a reply for each recipient of a message");
    }
    this.#answerMessage(first, replies);
    this.readAll();
  }

  /** Answers AUTH, or an answer to a challenge, with a challenge. */
  challenge(data: Buffer): void {
    if (this.#takeAwaited() === undefined) return;
    this.#mode = "auth";
    this.#output += `334 ${data.toString("base64")}\r\n`;
    this.readAll();
  }

  /** TLS is on. All that was known of the client is forgotten (RFC 3207 §4.2). */
  tlsStarted(): void {
    this.session.secure = true;
    this.session.forgetClient();
    if (this.#mode === "tls") this.#mode = "command";
  }

  /** Says `reply`, a 421, to whatever comes next, and ends. */
  close(reply: SMTPReply): void {
    if (this.#mode === "ended") return;
    // In TLS's handshake nothing can be said.
    if (this.#mode !== "tls") this.#output += reply.encode();
    this.#end();
  }

  /** Ends, with 421, as soon as no message is under way. */
  shutdown(): void {
    this.#closing = true;
    this.#endIfIdle();
  }

  #takeAwaited(): Awaited | undefined {
    const awaited = this.#awaited;
    if (this.#mode === "ended") return undefined;
    if (awaited === "nothing") throw new TypeError("there is nothing to answer");
    this.#awaited = "nothing";
    return awaited;
  }

  // Reading.

  protected override readNext(): boolean {
    if (this.#mode === "content") this.#readContent();
    else if (!this.#readLine()) return false;
    if (this.#output.length > MAX_GATHERED_OUTPUT) this.#sink.outputWaiting();
    return true;
  }

  #readLine(): boolean {
    const line = this.#lines.next(this.#mode === "auth" ? "auth" : "command");
    if (line === undefined) return false;
    this.countRead();
    if (line instanceof SMTPReply) this.#refuseLine(line);
    else if (this.#mode === "auth") this.#readAuthResponse(line);
    else this.#readCommand(line);
    return true;
  }

  #readAuthResponse(line: string): void {
    this.#mode = "command";
    let response: Buffer | undefined;
    try {
      response = parseAuthResponse(line);
    } catch (error) {
      // The sink has to give the exchange up, and what it answers then doesn't matter.
      this.#authBroken(errorReply(asSMTPError(error)));
      return;
    }
    this.#awaited = "command";
    this.#sink.authResponseReceived(response);
  }

  /** An exchange can't go on: the sink gives it up, and `reply` is the answer. */
  #authBroken(reply: SMTPReply): void {
    this.#brokenAuth = reply;
    this.#awaited = "command";
    this.#sink.authResponseReceived(undefined);
  }

  #readCommand(text: string): void {
    const command = readCommand(text, this.session);
    if (command instanceof RefusedLine) {
      if (command.isUnknown) this.#budget.countUnknown();
      this.#refuse(command.verb, command.reply);
      if (!command.goesOn) this.#end();
    } else if (command.verb === "BDAT") {
      this.#beginChunk(command);
    } else {
      this.#command = command;
      this.#awaited = "command";
      this.#sink.commandReceived(command);
    }
  }

  /** Made with the first message: many connections never send one. */
  get #content(): ContentReader {
    return (this.#reader ??= new ContentReader(this.buffer, this.#sink, this.#options));
  }

  #beginChunk(chunk: BdatCommand): void {
    const refusal = refusalOf("BDAT", this.session);
    if (chunk.size > this.session.maxMessageBytes) {
      // So much is not even dropped.
      this.#refuse("BDAT", TOO_BIG);
      this.#end();
      return;
    }
    this.#mode = "content";
    if (refusal === undefined && this.session.state !== "bdat") {
      this.#content.beginChunks(this.session.binary);
      this.session.state = "bdat";
      this.#sink.messageBegun();
    }
    this.#content.beginChunk(chunk, refusal);
    if (chunk.size === 0) this.#readContent();
  }

  #readContent(): void {
    const content = this.#content;
    if (!content.read()) return;
    this.#mode = "command";
    if (content.refusal !== undefined) this.#refuse("BDAT", content.refusal);
    // A message that has failed is over, whatever comes: RFC 3030 §2 has the client say RSET then.
    else if (content.isLast || content.error !== undefined) this.#messageEnd();
    else this.#output += `250 2.0.0 ${String(content.chunkSize)} bytes received\r\n`;
  }

  #messageEnd(): void {
    this.countRead();
    this.#awaited = "message";
    this.#sink.messageEnded();
  }

  // Answering.

  #greet(reply: SMTPReply): void {
    this.#mode = "command";
    this.#output += reply.encode();
    this.session.isRefused = reply.code >= 400;
    if (reply.code === 421) this.#end();
    else this.#endIfIdle();
  }

  #answerCommand(given: SMTPReply): void {
    const command = this.#command;
    const reply = this.#brokenAuth ?? given;
    this.#command = undefined;
    this.#brokenAuth = undefined;
    this.#output += reply.encode();
    if (reply.code === 421 || reply.code === 221) {
      this.#end(command?.verb === "QUIT" && this.buffer.length === 0);
      return;
    }
    if (reply.code < 400 && command !== undefined) this.#accept(command);
    this.#budget.count(reply);
    if (command !== undefined) this.#budget.countCommand(command.verb);
    this.#endIfSpent();
    this.#endIfIdle();
  }

  #accept(command: SMTPCommand): void {
    this.session.accept(command);
    if (command.verb === "DATA") {
      this.#mode = "content";
      this.#content.beginData();
      this.#sink.messageBegun();
    } else if (command.verb === "STARTTLS") {
      this.#mode = "tls";
      this.#sink.tlsAgreed(this.buffer.takeAll());
    }
  }

  #answerMessage(given: SMTPReply, each: readonly SMTPReply[] | undefined): void {
    const { error, isLast } = this.#content;
    const reply = error === undefined ? given : errorReply(error);
    // RFC 2033 §4.2 answers the end of a message for each recipient, and nothing else.
    const isLMTPEnd = this.session.dialect === "LMTP" && isLast;
    if (each !== undefined && error === undefined) for (const one of each) this.#output += one.encode();
    else this.#output += reply.encode().repeat(isLMTPEnd ? this.session.recipients : 1);
    this.session.messageEnded();
    if (reply.isPositive) this.#budget.forgive();
    else this.#budget.count(reply);
    this.#endIfSpent();
    if (reply.code === 421) this.#end();
    else this.#endIfIdle();
  }

  #refuseLine(reply: SMTPReply): void {
    if (this.#mode === "auth" && reply !== BARE_LF) {
      this.#mode = "command";
      this.#authBroken(reply);
      return;
    }
    this.#refuse("", reply);
    if (reply === BARE_LF) this.#end();
  }

  #refuse(verb: string, reply: SMTPReply): void {
    this.#output += reply.encode();
    this.#sink.refused(verb, reply);
    this.#budget.count(reply);
    this.#endIfSpent();
  }

  #endIfSpent(): void {
    const reply = this.#budget.spentReply;
    if (reply !== undefined) this.close(reply);
  }

  #endIfIdle(): void {
    const isIdle = this.#mode === "command" && !this.isAnswering && this.session.isBetweenMessages;
    if (this.#closing && isIdle) this.close(SHUTTING_DOWN);
  }

  #end(clientIsDone = false): void {
    if (this.#mode === "ended") return;
    this.#mode = "ended";
    this.#awaited = "nothing";
    this.buffer.clear();
    this.#sink.connectionEnded(clientIsDone);
  }
}

function asSMTPError(error: unknown): SMTPError {
  if (error instanceof SMTPError) return error;
  throw error;
}
