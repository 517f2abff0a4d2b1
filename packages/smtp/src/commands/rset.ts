import { assertNoArgument } from "./argument.js";
import type { Command } from "./command.js";
import { TO_READY } from "./session-state.js";

/** RSET (RFC 5321 §4.1.1.5): the message under way is forgotten. */
export interface RsetCommand {
  readonly verb: "RSET";
}

export const rset: Command<RsetCommand> = {
  verb: "RSET",
  transitions: { ...TO_READY, hello: "hello" },
  parse(argument) {
    assertNoArgument("RSET", argument);
    return { verb: "RSET" };
  },
  format: () => "RSET",
};
