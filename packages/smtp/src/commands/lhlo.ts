import type { Command } from "./command.js";
import { formatHello, parseHelloName } from "./hello.js";
import { TO_READY } from "./session-state.js";

/** RFC 2033 §4.1: EHLO's name in LMTP, so that nobody mistakes the one for the other. */
export interface LhloCommand {
  readonly verb: "LHLO";
  readonly name: string;
}

export const lhlo: Command<LhloCommand> = {
  verb: "LHLO",
  transitions: TO_READY,
  parse: (argument) => ({ verb: "LHLO", name: parseHelloName("LHLO", argument) }),
  format: ({ name }) => formatHello("LHLO", name),
};
