import type { Command } from "./command.js";
import { formatHello, parseHelloName } from "./hello.js";
import { TO_READY } from "./session-state.js";

/** RFC 5321 §4.1.1.1: the client's name, from one that knows no extensions. */
export interface HeloCommand {
  readonly verb: "HELO";
  readonly name: string;
}

export const helo: Command<HeloCommand> = {
  verb: "HELO",
  transitions: TO_READY,
  parse: (argument) => ({ verb: "HELO", name: parseHelloName("HELO", argument) }),
  format: ({ name }) => formatHello("HELO", name),
};
