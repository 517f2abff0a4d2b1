import { parseIPv4 } from "../presentation/ipv4-text.js";
import { parseIPv6 } from "../presentation/ipv6-text.js";
import { Name } from "../wire/name.js";

/**
 * The name whose PTR records say what an address is called: `1.2.0.192.in-addr.arpa.` (RFC 1035 §3.5), or below `ip6.arpa.` (RFC 3596
 * §2.5). Throws a `TypeError` for what is no address.
 */
export function reverseName(address: string): Name {
  const ipv4 = parseIPv4(address);
  if (ipv4 !== -1) return Name.fromText(`${address.split(".").reverse().join(".")}.in-addr.arpa.`);
  const groups = new Uint16Array(8);
  if (!parseIPv6(address, groups)) throw new TypeError("only a literal address has a reverse name");
  const digits = Array.from(groups, (group) => group.toString(16).padStart(4, "0")).join("");
  return Name.fromLabels([...Array.from(digits).reverse(), "ip6", "arpa"]);
}
