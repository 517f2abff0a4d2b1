import { assertNoArgument } from "./argument.js";
import type { Command } from "./command.js";

/** STARTTLS (RFC 3207 §4): after a 220, TLS. Whatever was said before is forgotten, by both sides. */
export interface StarttlsCommand {
  readonly verb: "STARTTLS";
}

export const starttls: Command<StarttlsCommand> = {
  verb: "STARTTLS",
  transitions: { ready: "hello" },
  parse(argument) {
    assertNoArgument("STARTTLS", argument);
    return { verb: "STARTTLS" };
  },
  format: () => "STARTTLS",
};
