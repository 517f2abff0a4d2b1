import { assertNoArgument } from "./argument.js";
import type { Command } from "./command.js";

/** DATA (RFC 5321 §4.1.1.4): after a 354 comes the message, up to a dot alone on its line. */
export interface DataCommand {
  readonly verb: "DATA";
}

export const data: Command<DataCommand> = {
  verb: "DATA",
  transitions: { rcpt: "ready" },
  parse(argument) {
    assertNoArgument("DATA", argument);
    return { verb: "DATA" };
  },
  format: () => "DATA",
};
