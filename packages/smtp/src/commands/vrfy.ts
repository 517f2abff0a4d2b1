import { freeText } from "./argument.js";
import type { Command } from "./command.js";
import { ANYWHERE } from "./session-state.js";

/** VRFY (RFC 5321 §4.1.1.6): whether there is such a user or mailbox. */
export interface VrfyCommand {
  readonly verb: "VRFY";
  /** Whatever the client sent: a user's name or a mailbox. Empty where it sent nothing. */
  readonly user: string;
}

export const vrfy: Command<VrfyCommand> = {
  verb: "VRFY",
  transitions: ANYWHERE,
  parse: (argument) => ({ verb: "VRFY", user: argument }),
  format: ({ user }) => freeText("VRFY", user),
};
