import { InvalidTokenError } from "@twist/core/wire";
import { type ESMTPParameters, formatParameters, parseParameters } from "../wire/esmtp-parameters.js";
import { Mailbox } from "../wire/mailbox.js";
import { type ReversePath, formatPath, parseReversePath } from "../wire/path.js";
import { SMTPError } from "../wire/smtp-error.js";
import { decodeXtext, encodeXtext } from "../wire/xtext.js";
import { formatNumber, parseNumber, pathStart } from "./argument.js";
import type { Command } from "./command.js";

/** What the body of a message is: lines of ASCII, lines of any bytes (RFC 6152), or any bytes (RFC 3030 §3). */
export type BodyType = "7BIT" | "8BITMIME" | "BINARYMIME";

/** What may come with a sender. */
export interface MailParameters {
  /** The size of the message in bytes, as far as the client knows (RFC 1870 §6). */
  readonly size?: number | undefined;
  /** @default "7BIT", as RFC 6152 has it, where the client says nothing. */
  readonly body?: BodyType | undefined;
  /** Whether addresses and header fields may be outside ASCII (RFC 6531 §3.4). @default false */
  readonly smtpUTF8?: boolean | undefined;
  /** How much of the message is to come back with a report: `FULL` or only the headers, `HDRS` (RFC 3461 §4.3). */
  readonly ret?: "FULL" | "HDRS" | undefined;
  /** What the client calls this envelope, decoded (RFC 3461 §4.4). */
  readonly envelopeId?: string | undefined;
  /** Who submitted the message, as the client says; `null` for `<>`, nobody knows (RFC 4954 §5). */
  readonly submitter?: ReversePath | undefined;
  /** Those that this package gives no meaning, by keyword in capitals. A server refuses them. */
  readonly other?: ESMTPParameters | undefined;
}

/** MAIL (RFC 5321 §4.1.1.2): begins a message, and says who sends it. `mail = "MAIL FROM:" Reverse-path [SP Mail-parameters]`. */
export interface MailCommand {
  readonly verb: "MAIL";
  readonly sender: ReversePath;
  readonly parameters: MailParameters;
}

/** The extension that has to be offered for each parameter. */
export const MAIL_PARAMETER_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ["SIZE", "SIZE"],
  ["BODY", "8BITMIME"],
  ["SMTPUTF8", "SMTPUTF8"],
  ["RET", "DSN"],
  ["ENVID", "DSN"],
  ["AUTH", "AUTH"],
]);

const noParameters: MailParameters = Object.freeze({});
/** Characters of ENVID's value (RFC 3461 §4.4). */
const maxEnvelopeId = 100;

export const mail: Command<MailCommand> = {
  verb: "MAIL",
  extraLineBytes: 1024,
  transitions: { ready: "mail" },
  parse(argument) {
    const { path, end } = parseReversePath(argument, pathStart("MAIL", "FROM", argument));
    const parameters = end === argument.length ? noParameters : readParameters(parseParameters(argument, end));
    if (path !== null && parameters.smtpUTF8 !== true && !path.isASCII) throw needsSMTPUTF8();
    return { verb: "MAIL", sender: path, parameters };
  },
  format({ sender, parameters }) {
    if (sender !== null && parameters.smtpUTF8 !== true && !sender.isASCII) throw needsSMTPUTF8();
    return `MAIL FROM:${formatPath(sender)}${formatParameters(writeParameters(parameters))}`;
  },
};

/** The error of an address outside ASCII without SMTPUTF8 (RFC 6531 §3.5). */
function needsSMTPUTF8(): SMTPError {
  return new SMTPError("an address outside ASCII needs SMTPUTF8", {
    code: "NEEDS_SMTPUTF8",
    replyCode: 553,
    enhancedCode: "5.6.7",
  });
}

function readParameters(parameters: ESMTPParameters): MailParameters {
  let read: MailParameters = noParameters;
  for (const [keyword, value] of parameters) read = { ...read, ...readParameter(keyword, value, read.other) };
  return read;
}

function readParameter(keyword: string, value: string | undefined, other: ESMTPParameters | undefined): MailParameters {
  switch (keyword) {
    case "SIZE":
      return { size: parseNumber(value) ?? refuse("SIZE") };
    case "BODY":
      return { body: bodyType(value?.toUpperCase()) ?? refuse("BODY") };
    case "SMTPUTF8":
      return { smtpUTF8: value === undefined || refuse("SMTPUTF8") };
    case "RET":
      return { ret: returnType(value?.toUpperCase()) ?? refuse("RET") };
    case "ENVID":
      return { envelopeId: value === undefined || value.length > maxEnvelopeId ? refuse("ENVID") : decodeXtext(value) };
    case "AUTH":
      return { submitter: value === undefined ? refuse("AUTH") : parseSubmitter(value) };
    default:
      return { other: new Map([...(other ?? []), [keyword, value]]) };
  }
}

function* writeParameters(parameters: MailParameters): Iterable<[string, string | undefined]> {
  const { size, body, smtpUTF8, ret, envelopeId, submitter, other } = parameters;
  if (size !== undefined) yield ["SIZE", formatNumber(size, "SIZE")];
  if (body !== undefined) yield ["BODY", bodyType(body) ?? unwritable("BODY")];
  if (smtpUTF8 === true) yield ["SMTPUTF8", undefined];
  if (ret !== undefined) yield ["RET", returnType(ret) ?? unwritable("RET")];
  if (envelopeId !== undefined) yield ["ENVID", envelopeIdXtext(envelopeId)];
  if (submitter !== undefined) yield ["AUTH", submitter === null ? "<>" : encodeXtext(submitter.toString())];
  if (other !== undefined) yield* other as Iterable<[string, string | undefined]>;
}

function bodyType(value: string | undefined): BodyType | undefined {
  return value === "7BIT" || value === "8BITMIME" || value === "BINARYMIME" ? value : undefined;
}

function returnType(value: string | undefined): "FULL" | "HDRS" | undefined {
  return value === "FULL" || value === "HDRS" ? value : undefined;
}

/** RFC 4954 §5: `<>`, or a mailbox in xtext; a server may take a mailbox in angle brackets too. */
function parseSubmitter(value: string): ReversePath {
  if (value === "<>") return null;
  return Mailbox.parse(decodeXtext(value));
}

function envelopeIdXtext(envelopeId: string): string {
  const xtext = encodeXtext(envelopeId);
  return xtext === "" || xtext.length > maxEnvelopeId ? unwritable("ENVID") : xtext;
}

function refuse(keyword: string): never {
  throw new SMTPError(`${keyword} can't have that value`, { code: "BAD_PARAMETER" });
}

function unwritable(keyword: string): never {
  throw new InvalidTokenError(keyword, "has a value that can't be written");
}
