import { parseAddressLiteral } from "./address-literal.js";
import { isDomain } from "./domain.js";
import {
  assertLocalPart,
  endOfDotString,
  endOfQuotedString,
  formatLocalPart,
  isDotString,
  unquote,
} from "./local-part.js";
import { SMTPError } from "./smtp-error.js";

/**
 * A mailbox (RFC 5321 §4.1.2): `Local-part "@" ( Domain / address-literal )`. A value: it never changes.
 *
 *     const mailbox = Mailbox.parse('"Joe Q. Public"@example.com');
 *     mailbox.localPart; // Joe Q. Public
 *     String(mailbox);   // "Joe Q. Public"@example.com
 *
 * Nothing else than what RFC 5321 calls a mailbox is taken: no display name, comment, group or angle brackets. What isn't taken can't be misunderstood.
 */
export class Mailbox {
  /** What it means, without quotes and backslashes. Its case matters to who reads the mail, and to nobody else. */
  readonly localPart: string;
  /** As it was written: a domain name in ASCII or Unicode, or an address literal with its brackets. Empty for `<postmaster>`, which needs none. */
  readonly domain: string;
  #text: string | undefined;

  /** @throws {SMTPError} `BAD_MAILBOX` or `BAD_DOMAIN`, where they make no mailbox. */
  constructor(localPart: string, domain: string) {
    assertLocalPart(localPart);
    if (domain === "" ? !isPostmaster(localPart) : !isDomain(domain) && parseAddressLiteral(domain) === undefined) {
      throw badDomain();
    }
    this.localPart = localPart;
    this.domain = domain;
  }

  /** @throws {SMTPError} where `text`, all of it, is no mailbox. */
  static parse(text: string): Mailbox {
    const end = endOfMailbox(text, 0);
    if (end !== text.length) throw badMailbox();
    return mailboxBetween(text, 0, end);
  }

  /** The IP address of its address literal; `undefined` where it has a domain name. */
  get address(): string | undefined {
    return parseAddressLiteral(this.domain);
  }

  /** Whether it is for whoever runs the server (RFC 5321 §4.5.1): `postmaster`, in any case of its letters. */
  get isPostmaster(): boolean {
    return isPostmaster(this.localPart);
  }

  /** Whether it is all ASCII. Where it isn't, it needs SMTPUTF8. */
  get isASCII(): boolean {
    return isASCII(this.localPart) && isASCII(this.domain);
  }

  /** Whether mail for both goes to the same place, as far as one can tell from outside: the domain's case doesn't matter. */
  equals(other: Mailbox): boolean {
    return this.localPart === other.localPart && this.domain.toLowerCase() === other.domain.toLowerCase();
  }

  /** As it is on the wire, without angle brackets. */
  toString(): string {
    return (this.#text ??=
      this.domain === "" ? formatLocalPart(this.localPart) : `${formatLocalPart(this.localPart)}@${this.domain}`);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The index behind what has the form of a mailbox and begins at `from`, or -1. Its domain ends at `>` or a space. */
export function endOfMailbox(text: string, from: number): number {
  const quoted = text.charCodeAt(from) === 0x22;
  const at = quoted ? endOfQuotedString(text, from) : endOfDotString(text, from);
  if (at <= from || text.charCodeAt(at) !== 0x40) return -1;
  for (let end = at + 1; ; end++) {
    const unit = text.charCodeAt(end);
    if (Number.isNaN(unit) || unit === 0x3e || unit === 0x20) return end;
  }
}

/** The mailbox that `endOfMailbox` has found. @throws {SMTPError} where it is none all the same. */
export function mailboxBetween(text: string, from: number, end: number): Mailbox {
  if (text.charCodeAt(from) === 0x22) {
    const at = endOfQuotedString(text, from);
    return new Mailbox(unquote(text.slice(from, at)), text.slice(at + 1, end));
  }
  const at = endOfDotString(text, from);
  const localPart = text.slice(from, at);
  if (!isDotString(localPart)) throw badMailbox();
  return new Mailbox(localPart, text.slice(at + 1, end));
}

export function isPostmaster(localPart: string): boolean {
  return localPart.length === 10 && localPart.toLowerCase() === "postmaster";
}

/** Whether `text` is all ASCII. */
function isASCII(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return false;
  }
  return true;
}

function badMailbox(): SMTPError {
  return new SMTPError("that is no mailbox", { code: "BAD_MAILBOX", replyCode: 501, enhancedCode: "5.1.3" });
}

function badDomain(): SMTPError {
  return new SMTPError("the mailbox has no valid domain", {
    code: "BAD_DOMAIN",
    replyCode: 501,
    enhancedCode: "5.1.3",
  });
}
