/**
 * Address literals (RFC 5321 §4.1.3):
 *
 *     address-literal      = "[" ( IPv4-address-literal / IPv6-address-literal ) "]"
 *     IPv4-address-literal = Snum 3("."  Snum)
 *     IPv6-address-literal = "IPv6:" IPv6-addr
 *
 * The general form, for networks that nobody has, isn't taken.
 */

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const group = /^[0-9a-fA-F]{1,4}$/;
/** The longest is `[IPv6:` with eight groups of four, the last two as IPv4, and `]`. */
const longest = 53;

/** The IP address that `literal`, brackets included, stands for: `"192.0.2.1"`, `"2001:db8::1"`. `undefined` where it is none. */
export function parseAddressLiteral(literal: string): string | undefined {
  if (literal.length > longest || !literal.startsWith("[") || !literal.endsWith("]")) return undefined;
  const content = literal.slice(1, -1);
  if (ipv4.test(content)) return content;
  if (!/^ipv6:/i.test(content)) return undefined;
  const address = content.slice(5);
  return isIPv6(address) ? address : undefined;
}

/** An IP address as an address literal. @throws {TypeError} where it is none. */
export function formatAddressLiteral(address: string): string {
  const literal = address.includes(":") ? `[IPv6:${address}]` : `[${address}]`;
  if (parseAddressLiteral(literal) === undefined) throw new TypeError("an address literal needs a literal IP address");
  return literal;
}

function isIPv6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === "" && halves.length === 2) continue;
    const count = countGroups(half, index === halves.length - 1);
    if (count === undefined) return false;
    groups += count;
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

function countGroups(text: string, mayEndInIPv4: boolean): number | undefined {
  const parts = text.split(":");
  const last = parts.length - 1;
  let count = 0;
  for (const [index, part] of parts.entries()) {
    if (group.test(part)) count += 1;
    else if (mayEndInIPv4 && index === last && ipv4.test(part)) count += 2;
    else return undefined;
  }
  return count;
}
