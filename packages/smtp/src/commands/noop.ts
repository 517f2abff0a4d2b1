import { freeText } from "./argument.js";
import type { Command } from "./command.js";
import { ANYWHERE } from "./session-state.js";

/** NOOP (RFC 5321 §4.1.1.9): nothing, but an answer. */
export interface NoopCommand {
  readonly verb: "NOOP";
  /** Text that means nothing; empty for none. */
  readonly text: string;
}

export const noop: Command<NoopCommand> = {
  verb: "NOOP",
  transitions: ANYWHERE,
  parse: (argument) => ({ verb: "NOOP", text: argument }),
  format: ({ text }) => freeText("NOOP", text),
};
