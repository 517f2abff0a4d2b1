import { assertNoArgument } from "./argument.js";
import type { Command } from "./command.js";
import { ANYWHERE } from "./session-state.js";

/** QUIT (RFC 5321 §4.1.1.10): the end, after a 221. */
export interface QuitCommand {
  readonly verb: "QUIT";
}

export const quit: Command<QuitCommand> = {
  verb: "QUIT",
  transitions: ANYWHERE,
  parse(argument) {
    assertNoArgument("QUIT", argument);
    return { verb: "QUIT" };
  },
  format: () => "QUIT",
};
