import { isAscii } from "node:buffer";
import { type BodyType, mail, type MailParameters } from "../commands/mail.js";
import { rcpt, type RcptParameters } from "../commands/rcpt.js";
import type { ServerExtensions } from "../machine/server-extensions.js";
import type { DataEncoderOptions } from "../wire/data-encoder.js";
import type { OriginalRecipient } from "../wire/original-recipient.js";
import {
  type Correspondents,
  type MailEnvelope,
  readCorrespondents,
  type Recipient,
  withASCIIDomain,
} from "./mail-envelope.js";
import { inMemory, type Message } from "./message-source.js";
import { SMTPClientError } from "./smtp-client-error.js";
import type { TransactionPlan } from "./transfer.js";

/** How a message is sent. */
export interface MessageOptions extends Pick<DataEncoderOptions, "bareLineBreaks"> {
  /** Send it with BDAT where the server offers CHUNKING (RFC 3030). @default only where `envelope.body` is BINARYMIME */
  readonly chunking?: boolean;
}

/** The server to which it is sent. */
export interface MailTarget {
  readonly extensions: ServerExtensions;
  readonly lmtp: boolean;
  /** Whether the connection is TLS. */
  readonly secure: boolean;
}

const requireTLS: ReadonlyMap<string, undefined> = new Map([["REQUIRETLS", undefined]]);

/**
 * Works out all that a mail says to a server, before anything of it is sent.
 *
 * @throws {SMTPClientError} `BAD_ADDRESS`, `EXTENSION_MISSING`, `MESSAGE_TOO_LARGE`.
 * @throws {InvalidTokenError} where an option can't be written.
 */
export function planMail(
  envelope: MailEnvelope,
  message: Message,
  target: MailTarget & MessageOptions,
): TransactionPlan {
  const { extensions } = target;
  const content = inMemory(message);
  const binary = envelope.body === "BINARYMIME";
  if (binary) needs(extensions, "CHUNKING", "a message of any bytes (BINARYMIME)");
  const correspondents = forServer(readCorrespondents(envelope), extensions);
  const { sender, recipients } = correspondents;
  const reports = envelope.dsn?.ifOffered !== true || extensions.has("DSN");
  const mailParameters = parametersOfMail(envelope, { content, correspondents, reports, target });
  return {
    mailLine: mail.format({ sender, parameters: mailParameters }),
    rcptLines: recipients.map((recipient) => rcptLine(recipient, reports, extensions)),
    addresses: recipients.map(({ address }) => address),
    message: content ?? message,
    encoding: target.bareLineBreaks === undefined ? {} : { bareLineBreaks: target.bareLineBreaks },
    binary,
    chunking: binary || (target.chunking === true && extensions.has("CHUNKING")),
    lmtp: target.lmtp,
  };
}

interface MailFacts {
  readonly content: Buffer | undefined;
  readonly correspondents: Correspondents;
  /** Whether what was asked for of DSN is said. */
  readonly reports: boolean;
  readonly target: MailTarget;
}

function parametersOfMail(envelope: MailEnvelope, facts: MailFacts): MailParameters {
  const { content, correspondents, reports, target } = facts;
  const { extensions } = target;
  const { ret, envelopeId } = reports ? (envelope.dsn ?? {}) : {};
  if (ret !== undefined || envelopeId !== undefined) needs(extensions, "DSN", "delivery reports (dsn)");
  return {
    size: sizeFor(extensions, envelope.size ?? content?.length),
    body: bodyFor(extensions, envelope.body, content),
    smtpUTF8: needsUTF8(envelope, correspondents, extensions),
    ret,
    envelopeId,
    other: envelope.requireTLS === true ? requireTLSOf(target) : undefined,
  };
}

/** Without SMTPUTF8, domains outside ASCII are written as IDNA does. */
function forServer(correspondents: Correspondents, extensions: ServerExtensions): Correspondents {
  if (extensions.has("SMTPUTF8")) return correspondents;
  const { sender, recipients } = correspondents;
  if (sender?.isASCII !== false && recipients.every(({ mailbox }) => mailbox.isASCII)) return correspondents;
  return {
    sender: sender === null ? null : withASCIIDomain(sender),
    recipients: recipients.map((recipient) => ({ ...recipient, mailbox: withASCIIDomain(recipient.mailbox) })),
  };
}

function needsUTF8(
  { smtpUTF8 = false }: MailEnvelope,
  { sender, recipients }: Correspondents,
  extensions: ServerExtensions,
): boolean {
  if (!smtpUTF8 && sender?.isASCII !== false && recipients.every(({ mailbox }) => mailbox.isASCII)) return false;
  needs(extensions, "SMTPUTF8", "addresses or header fields outside ASCII");
  return true;
}

function sizeFor(extensions: ServerExtensions, size: number | undefined): number | undefined {
  const { maxSize } = extensions;
  if (size !== undefined && maxSize !== undefined && size > maxSize) {
    throw new SMTPClientError(
      `The message has ${String(size)} bytes, and the server takes ${String(maxSize)} at the most; it was not sent`,
      { code: "MESSAGE_TOO_LARGE", command: "MAIL", permanent: true },
    );
  }
  return extensions.has("SIZE") ? size : undefined;
}

/** A stream may hold anything, so it is said to. That it doesn't hold it in the end does no harm. */
function bodyFor(
  extensions: ServerExtensions,
  wanted: BodyType | undefined,
  content: Buffer | undefined,
): BodyType | undefined {
  const offered = extensions.has("8BITMIME");
  if (wanted === undefined) return offered && (content === undefined || !isAscii(content)) ? "8BITMIME" : undefined;
  if (wanted === "7BIT") return offered ? wanted : undefined;
  needs(
    extensions,
    wanted,
    wanted === "8BITMIME" ? "bytes outside ASCII (8BITMIME)" : "a message of any bytes (BINARYMIME)",
  );
  return wanted;
}

function rcptLine(recipient: Recipient, reports: boolean, extensions: ServerExtensions): string {
  const parameters = reports ? reportsTo(recipient) : {};
  if (parameters.notify !== undefined || parameters.originalRecipient !== undefined) {
    needs(extensions, "DSN", "delivery reports (notify, originalRecipient)");
  }
  return rcpt.format({ recipient: recipient.mailbox, parameters });
}

function reportsTo({ notify, originalRecipient }: Recipient): RcptParameters {
  return { notify, originalRecipient: originalRecipient === undefined ? undefined : addressType(originalRecipient) };
}

function addressType(address: string): OriginalRecipient {
  return { type: /^[\x00-\x7f]*$/.test(address) ? "rfc822" : "utf-8", address };
}

function requireTLSOf({ extensions, secure }: MailTarget): ReadonlyMap<string, undefined> {
  if (!secure) {
    throw new SMTPClientError("The mail asks for TLS on its whole way (requireTLS), and this connection has none", {
      code: "TLS_REQUIRED",
      command: "MAIL",
      permanent: true,
    });
  }
  needs(extensions, "REQUIRETLS", "TLS on the whole way (requireTLS)");
  return requireTLS;
}

/** @throws {SMTPClientError} where the server doesn't offer `keyword`. */
function needs(extensions: ServerExtensions, keyword: string, what: string): void {
  if (extensions.has(keyword)) return;
  throw new SMTPClientError(`The mail needs ${what}, and the server does not offer ${keyword}; it was not sent`, {
    code: "EXTENSION_MISSING",
    command: "MAIL",
    permanent: true,
  });
}
