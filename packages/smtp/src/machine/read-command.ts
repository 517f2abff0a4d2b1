import type { SMTPReply } from "../wire/reply.js";
import { SMTPError } from "../wire/smtp-error.js";
import { isHTTP, splitCommandLine } from "./command-line.js";
import { contentRefusalOf, refusalOf } from "./command-policy.js";
import { NOT_HTTP, REFUSED_SESSION, UNKNOWN_COMMAND, errorReply } from "./server-replies.js";
import type { ServerSession } from "./server-session.js";
import { COMMANDS, type SMTPCommand } from "./session-transitions.js";

/** A line that is answered with a no, and has no other effect. */
export class RefusedLine {
  /** The verb, where it is one that there is. */
  readonly verb: string;
  readonly reply: SMTPReply;
  /** Whether it is known what follows the line. Where it isn't, nothing more can be read. */
  readonly goesOn: boolean;

  constructor(verb: string, reply: SMTPReply, goesOn = true) {
    this.verb = verb;
    this.reply = reply;
    this.goesOn = goesOn;
  }

  /** Whether there is no such command. */
  get isUnknown(): boolean {
    return this.reply === UNKNOWN_COMMAND;
  }
}

/**
 * The command in a line, where it may come now. Not so with BDAT, whose chunk follows whether it may come or not: it is for who reads the chunk to ask `refusalOf`.
 */
export function readCommand(text: string, session: ServerSession): SMTPCommand | RefusedLine {
  const { verb, argument } = splitCommandLine(text);
  const command = COMMANDS.get(verb);
  if (command === undefined) {
    return isHTTP(verb) ? new RefusedLine("", NOT_HTTP, false) : new RefusedLine("", UNKNOWN_COMMAND);
  }
  if (session.isRefused && verb !== "QUIT") return new RefusedLine(verb, REFUSED_SESSION);
  const isChunk = command.verb === "BDAT";
  const refusal = isChunk ? undefined : refusalOf(command.verb, session);
  if (refusal !== undefined) return new RefusedLine(verb, refusal);
  let parsed: SMTPCommand;
  try {
    parsed = command.parse(argument);
  } catch (error) {
    if (!(error instanceof SMTPError)) throw error;
    // Nobody knows how many bytes follow a broken BDAT: what comes next could be a message or a command.
    return new RefusedLine(verb, errorReply(error), !isChunk);
  }
  const contentRefusal = contentRefusalOf(parsed, session);
  return contentRefusal === undefined ? parsed : new RefusedLine(verb, contentRefusal);
}
