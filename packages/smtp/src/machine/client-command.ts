import type { SMTPReply } from "../wire/reply.js";

/** Who is told what became of a command. */
export interface ReplyHandler {
  /** The server's reply. After an intermediate one (3yz) the handler owes the server the rest, and another reply follows. */
  replied(command: ClientCommand, reply: SMTPReply): void;
  /** There will be no reply. */
  unanswered(command: ClientCommand, error: Error): void;
}

/**
 * The commands of SMTP and LMTP, the two things that are answered without being one (`GREETING`, `MESSAGE`), the place of a message's chunks among the commands
 * (`CHUNKS`), and those we don't know (`OTHER`).
 */
export type ClientVerb =
  | "GREETING"
  | "EHLO"
  | "HELO"
  | "LHLO"
  | "STARTTLS"
  | "AUTH"
  | "MAIL"
  | "RCPT"
  | "DATA"
  | "BDAT"
  | "CHUNKS"
  | "MESSAGE"
  | "RSET"
  | "NOOP"
  | "VRFY"
  | "EXPN"
  | "HELP"
  | "QUIT"
  | "OTHER";

/** A command on its way: what is sent, and who waits for the reply. */
export class ClientCommand {
  readonly verb: ClientVerb;
  /** What is sent, without its CRLF; `undefined` where nothing is, only awaited. */
  readonly line: string | undefined;
  readonly handler: ReplyHandler;
  /** What follows the line, as it is: the octets of a BDAT. */
  readonly payload: Buffer | undefined;
  /** The next one in the queue. For the queue alone. */
  next: ClientCommand | undefined = undefined;

  constructor(verb: ClientVerb, line: string | undefined, handler: ReplyHandler, payload?: Buffer) {
    this.verb = verb;
    this.line = line;
    this.handler = handler;
    this.payload = payload;
  }
}
