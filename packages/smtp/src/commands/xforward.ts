import { type Attributes, formatAttributes, parseAttributes } from "./attributes.js";
import type { Command } from "./command.js";

/** The attributes that are understood. */
export const XFORWARD_ATTRIBUTES = ["NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"] as const;

/** XFORWARD (Postfix): where the next message came from, for the log. It changes nobody's rights. */
export interface XforwardCommand {
  readonly verb: "XFORWARD";
  readonly attributes: Attributes;
}

export const xforward: Command<XforwardCommand> = {
  verb: "XFORWARD",
  extraLineBytes: 1024,
  transitions: { ready: "ready" },
  parse: (argument) => ({ verb: "XFORWARD", attributes: parseAttributes("XFORWARD", argument, XFORWARD_ATTRIBUTES) }),
  format: ({ attributes }) => formatAttributes("XFORWARD", attributes),
};
