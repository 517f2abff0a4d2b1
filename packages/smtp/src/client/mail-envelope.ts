import { domainToASCII } from "node:url";
import { sanitizeForLog } from "@twist/core/wire";
import type { BodyType } from "../commands/mail.js";
import type { NotifyCondition } from "../commands/rcpt.js";
import { isDomain } from "../wire/domain.js";
import { Mailbox } from "../wire/mailbox.js";
import type { ReversePath } from "../wire/path.js";
import { SMTPClientError } from "./smtp-client-error.js";

/** What a sender wants to be told of a mail's way (DSN, RFC 3461). */
export interface DSNRequest {
  /** How much of the message is to come back: all of it, or its header. */
  readonly ret?: "FULL" | "HDRS";
  /** What the report is to call this mail. */
  readonly envelopeId?: string;
  /** When to report, for recipients that don't say so themselves. `NEVER` stands alone. */
  readonly notify?: readonly NotifyCondition[];
  /** Leave it out where the server doesn't offer DSN, instead of failing. @default false */
  readonly ifOffered?: boolean;
}

/** A recipient who needs more than an address. */
export interface MailRecipient {
  readonly address: string;
  /** When the sender is to be told of this recipient. @default what `dsn` says */
  readonly notify?: readonly NotifyCondition[];
  /** Whom the sender meant, before any forwarding: an address (RFC 3461 §4.2). */
  readonly originalRecipient?: string;
}

/** Who sends a mail to whom, and how it is to be treated. The message's own header says nothing about it, and isn't looked at. */
export interface MailEnvelope {
  /** An address such as `ada@example.org`, without a name or angle brackets. Empty for a mail that nobody is to be told about, `<>`. */
  readonly from: string;
  readonly to: string | readonly (string | MailRecipient)[];
  /** The size of a message that comes as a stream, in bytes (RFC 1870). @default its length, where it is in memory */
  readonly size?: number;
  /**
   * What the body is. `8BITMIME` and `BINARYMIME` fail where the server doesn't take them.
   * @default `8BITMIME` where the message may hold bytes outside ASCII and the server offers it
   */
  readonly body?: BodyType;
  /** Whether header fields are outside ASCII (RFC 6531). @default whether an address is */
  readonly smtpUTF8?: boolean;
  readonly dsn?: DSNRequest;
  /** Every server on the way must use TLS, verified, or give the mail back (RFC 8689). @default false */
  readonly requireTLS?: boolean;
}

/** A recipient, read. */
export interface Recipient {
  readonly mailbox: Mailbox;
  /** As the caller wrote it. */
  readonly address: string;
  readonly notify: readonly NotifyCondition[] | undefined;
  readonly originalRecipient: string | undefined;
}

/** Who sends to whom, read. */
export interface Correspondents {
  readonly sender: ReversePath;
  readonly recipients: readonly Recipient[];
}

/**
 * Reads the addresses of an envelope.
 *
 * @throws {SMTPClientError} `BAD_ADDRESS` where one is none.
 * @throws {TypeError} where there is no recipient.
 */
export function readCorrespondents({ from, to, dsn }: MailEnvelope): Correspondents {
  const list = typeof to === "string" ? [to] : to;
  if (list.length === 0) throw new TypeError("a mail needs at least one recipient");
  const sender = from === "" ? null : readMailbox(from, "The sender");
  return { sender, recipients: list.map((recipient) => readRecipient(recipient, dsn?.notify)) };
}

/** `mailbox` with its domain as IDNA writes it in ASCII, for servers without SMTPUTF8. A local part can't be written in another way. */
export function withASCIIDomain(mailbox: Mailbox): Mailbox {
  if (mailbox.isASCII) return mailbox;
  const domain = domainToASCII(mailbox.domain);
  return isDomain(domain) ? new Mailbox(mailbox.localPart, domain) : mailbox;
}

function readRecipient(recipient: string | MailRecipient, notify: DSNRequest["notify"]): Recipient {
  const wanted: MailRecipient = typeof recipient === "string" ? { address: recipient } : recipient;
  return {
    mailbox: readMailbox(wanted.address, "A recipient"),
    address: wanted.address,
    notify: wanted.notify ?? notify,
    originalRecipient: wanted.originalRecipient,
  };
}

function readMailbox(address: string, who: string): Mailbox {
  try {
    return /^postmaster$/i.test(address) ? new Mailbox(address, "") : Mailbox.parse(address);
  } catch (cause) {
    throw new SMTPClientError(
      `${who} is no mail address: "${sanitizeForLog(address)}"; give it as user@example.org, without a name or angle brackets`,
      { code: "BAD_ADDRESS", permanent: true, cause },
    );
  }
}
