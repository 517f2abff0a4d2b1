import type { Command } from "./command.js";
import { formatHello, parseHelloName } from "./hello.js";
import { TO_READY } from "./session-state.js";

/** RFC 5321 §4.1.1.1: the client's name, and the question what the server can do. */
export interface EhloCommand {
  readonly verb: "EHLO";
  readonly name: string;
}

export const ehlo: Command<EhloCommand> = {
  verb: "EHLO",
  transitions: TO_READY,
  parse: (argument) => ({ verb: "EHLO", name: parseHelloName("EHLO", argument) }),
  format: ({ name }) => formatHello("EHLO", name),
};
