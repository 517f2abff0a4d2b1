import { isIPv4, isIPv6 } from "@twist/core/wire";

/**
 * Address literals (RFC 5321 §4.1.3):
 *
 *     address-literal      = "[" ( IPv4-address-literal / IPv6-address-literal ) "]"
 *     IPv4-address-literal = Snum 3("."  Snum)
 *     IPv6-address-literal = "IPv6:" IPv6-addr
 *
 * The general form, for networks that nobody has, isn't taken.
 */

/** The longest is `[IPv6:` with eight groups of four, the last two as IPv4, and `]`. */
const longest = 53;

/** The IP address that `literal`, brackets included, stands for: `"192.0.2.1"`, `"2001:db8::1"`. `undefined` where it is none. */
export function parseAddressLiteral(literal: string): string | undefined {
  if (literal.length > longest || !literal.startsWith("[") || !literal.endsWith("]")) return undefined;
  const content = literal.slice(1, -1);
  if (isIPv4(content)) return content;
  if (!/^ipv6:/i.test(content)) return undefined;
  const address = content.slice(5);
  // A zone (`%eth0`) has no place in mail.
  return isIPv6(address) && !address.includes("%") ? address : undefined;
}

/** An IP address as an address literal. @throws {TypeError} where it is none. */
export function formatAddressLiteral(address: string): string {
  const literal = address.includes(":") ? `[IPv6:${address}]` : `[${address}]`;
  if (parseAddressLiteral(literal) === undefined) throw new TypeError("an address literal needs a literal IP address");
  return literal;
}
