import { freeText } from "./argument.js";
import type { Command } from "./command.js";
import { ANYWHERE } from "./session-state.js";

/** HELP (RFC 5321 §4.1.1.8): words for a person. */
export interface HelpCommand {
  readonly verb: "HELP";
  /** What about; empty for everything. */
  readonly topic: string;
}

export const help: Command<HelpCommand> = {
  verb: "HELP",
  transitions: ANYWHERE,
  parse: (argument) => ({ verb: "HELP", topic: argument }),
  format: ({ topic }) => freeText("HELP", topic),
};
