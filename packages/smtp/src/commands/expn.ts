import { freeText } from "./argument.js";
import type { Command } from "./command.js";
import { ANYWHERE } from "./session-state.js";

/** EXPN (RFC 5321 §4.1.1.7): who is on a mailing list. */
export interface ExpnCommand {
  readonly verb: "EXPN";
  /** Whatever the client sent. Empty where it sent nothing. */
  readonly list: string;
}

export const expn: Command<ExpnCommand> = {
  verb: "EXPN",
  transitions: ANYWHERE,
  parse: (argument) => ({ verb: "EXPN", list: argument }),
  format: ({ list }) => freeText("EXPN", list),
};
