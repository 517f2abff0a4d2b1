import { type Attributes, formatAttributes, parseAttributes } from "./attributes.js";
import type { Command } from "./command.js";

/** The attributes that are understood. */
export const XCLIENT_ATTRIBUTES = ["NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT"] as const;

/** XCLIENT (Postfix): from now on the client is who the proxy in front of us says. The session begins anew, with a greeting. */
export interface XclientCommand {
  readonly verb: "XCLIENT";
  readonly attributes: Attributes;
}

export const xclient: Command<XclientCommand> = {
  verb: "XCLIENT",
  extraLineBytes: 1024,
  transitions: { ready: "hello" },
  parse: (argument) => ({ verb: "XCLIENT", attributes: parseAttributes("XCLIENT", argument, XCLIENT_ATTRIBUTES) }),
  format: ({ attributes }) => formatAttributes("XCLIENT", attributes),
};
