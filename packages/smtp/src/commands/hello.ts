/**
 * What EHLO, HELO and LHLO have in common: the client's name.
 *
 *     ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
 *
 * RFC 5321 §4.1.4 forbids to refuse a client for a name that can't be verified, and many programs don't know their name. So any word of printable ASCII is taken as
 * a name; `isDomain` and `parseAddressLiteral` tell who wants to know what it is. A client says only what is one.
 */

import { InvalidTokenError } from "@twist/core/wire";
import { parseAddressLiteral } from "../wire/address-literal.js";
import { MAX_DOMAIN_BYTES, isDomain } from "../wire/domain.js";
import { SMTPError } from "../wire/smtp-error.js";

/** The name in the argument of `verb`. Words behind it, which RFC 2821 allowed, are dropped. @throws {SMTPError} where there is none. */
export function parseHelloName(verb: string, argument: string): string {
  const space = argument.indexOf(" ");
  const name = space === -1 ? argument : argument.slice(0, space);
  if (name === "") throw new SMTPError(`${verb} is followed by the name of the client`);
  if (name.length > MAX_DOMAIN_BYTES) throw new SMTPError("the name of the client is over 255 bytes");
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    // Nothing that has a meaning in a Received field, where the name goes.
    if (
      unit <= 0x20 ||
      unit >= 0x7f ||
      unit === 0x28 ||
      unit === 0x29 ||
      unit === 0x3b ||
      unit === 0x3c ||
      unit === 0x3e
    ) {
      throw new SMTPError("the name of the client holds a character that it can't hold");
    }
  }
  return name;
}

/** @throws {InvalidTokenError} where `name` is neither a domain nor an address literal. */
export function formatHello(verb: string, name: string): string {
  if (!isDomain(name) && parseAddressLiteral(name) === undefined) {
    throw new InvalidTokenError(`${verb} name`, "is neither a domain nor an address literal");
  }
  return `${verb} ${name}`;
}
