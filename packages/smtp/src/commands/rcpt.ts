import { InvalidTokenError } from "@twist/core/wire";
import { type ESMTPParameters, formatParameters, parseParameters } from "../wire/esmtp-parameters.js";
import type { Mailbox } from "../wire/mailbox.js";
import { type OriginalRecipient, formatOriginalRecipient, parseOriginalRecipient } from "../wire/original-recipient.js";
import { formatPath, parseForwardPath } from "../wire/path.js";
import { SMTPError } from "../wire/smtp-error.js";
import { pathStart } from "./argument.js";
import type { Command } from "./command.js";

/** When the sender wants to be told (RFC 3461 §4.1). `NEVER` stands alone. */
export type NotifyCondition = "NEVER" | "SUCCESS" | "FAILURE" | "DELAY";

/** What may come with a recipient. */
export interface RcptParameters {
  /** When the sender wants to be told. @default what RFC 3461 leaves to the server: failures, and perhaps delays */
  readonly notify?: readonly NotifyCondition[] | undefined;
  /** Whom the sender meant, before any forwarding (RFC 3461 §4.2). */
  readonly originalRecipient?: OriginalRecipient | undefined;
  /** Those that this package gives no meaning, by keyword in capitals. A server refuses them. */
  readonly other?: ESMTPParameters | undefined;
}

/** RCPT (RFC 5321 §4.1.1.3): one more recipient. `rcpt = "RCPT TO:" Forward-path [SP Rcpt-parameters]`. */
export interface RcptCommand {
  readonly verb: "RCPT";
  readonly recipient: Mailbox;
  readonly parameters: RcptParameters;
}

/** The extension that has to be offered for each parameter. */
export const RCPT_PARAMETER_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ["NOTIFY", "DSN"],
  ["ORCPT", "DSN"],
]);

const noParameters: RcptParameters = Object.freeze({});

/** Whether an address outside ASCII may stand here depends on MAIL's SMTPUTF8, which who drives this knows. */
export const rcpt: Command<RcptCommand> = {
  verb: "RCPT",
  extraLineBytes: 1024,
  transitions: { mail: "rcpt", rcpt: "rcpt" },
  parse(argument) {
    const { path, end } = parseForwardPath(argument, pathStart("RCPT", "TO", argument));
    const parameters = end === argument.length ? noParameters : readParameters(parseParameters(argument, end));
    return { verb: "RCPT", recipient: path, parameters };
  },
  format({ recipient, parameters }) {
    return `RCPT TO:${formatPath(recipient)}${formatParameters(writeParameters(parameters))}`;
  },
};

function readParameters(parameters: ESMTPParameters): RcptParameters {
  let read: RcptParameters = noParameters;
  for (const [keyword, value] of parameters) {
    if (keyword === "NOTIFY") read = { ...read, notify: parseNotify(value ?? "") };
    else if (keyword === "ORCPT") read = { ...read, originalRecipient: parseOriginalRecipient(value ?? "") };
    else read = { ...read, other: new Map([...(read.other ?? []), [keyword, value]]) };
  }
  return read;
}

function* writeParameters(parameters: RcptParameters): Iterable<[string, string | undefined]> {
  const { notify, originalRecipient, other } = parameters;
  if (notify !== undefined) {
    if (!isNotify(notify)) throw new InvalidTokenError("NOTIFY", "has conditions that don't go together");
    yield ["NOTIFY", notify.join(",")];
  }
  if (originalRecipient !== undefined) yield ["ORCPT", formatOriginalRecipient(originalRecipient)];
  if (other !== undefined) yield* other as Iterable<[string, string | undefined]>;
}

function parseNotify(value: string): readonly NotifyCondition[] {
  const conditions = value.length > 32 ? [] : value.toUpperCase().split(",");
  if (!isNotify(conditions)) throw new SMTPError("NOTIFY can't have that value", { code: "BAD_PARAMETER" });
  return conditions;
}

function isNotify(conditions: readonly string[]): conditions is readonly NotifyCondition[] {
  if (conditions.length === 1 && conditions[0] === "NEVER") return true;
  const known = conditions.every((name) => name === "SUCCESS" || name === "FAILURE" || name === "DELAY");
  return known && conditions.length > 0 && new Set(conditions).size === conditions.length;
}
