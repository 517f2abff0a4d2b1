/**
 * Literal IP addresses: telling them apart, and grouping them. A limit "for each address" counts an IPv6
 * network of /64 as one, because that is the least that one subscriber is given.
 */

const ipv4Octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4Pattern = new RegExp(`^${ipv4Octet}(?:\\.${ipv4Octet}){3}$`);
const longestAddress = 64;

/** Whether `text` is a literal IPv4 address in dotted decimal. */
export function isIPv4(text: string): boolean {
  return text.length <= 15 && ipv4Pattern.test(text);
}

/** Whether `text` is a literal IPv6 address (RFC 4291 §2.2), with or without a `%zone`. */
export function isIPv6(text: string): boolean {
  return parseIPv6(text) !== undefined;
}

/**
 * The eight groups of a literal IPv6 address, its zone left out; `undefined` where `text` is none.
 * An IPv4 tail (`::ffff:192.0.2.1`) counts as two groups.
 */
export function parseIPv6(text: string): readonly number[] | undefined {
  if (text.length > longestAddress || !text.includes(":")) return undefined;
  const zoneAt = text.indexOf("%");
  if (zoneAt === text.length - 1) return undefined;
  const address = zoneAt === -1 ? text : text.slice(0, zoneAt);
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [headText = "", tailText] = halves;
  const head = parseGroups(headText, tailText === undefined);
  if (head === undefined) return undefined;
  if (tailText === undefined) return head.length === 8 ? head : undefined;
  const tail = parseGroups(tailText, true);
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else if (mayEndInIPv4 && index === parts.length - 1 && isIPv4(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else {
      return undefined;
    }
  }
  return groups;
}

/**
 * The key under which limits "for each address" count a peer: an IPv4 address as it is (also where it comes as
 * `::ffff:192.0.2.1`), an IPv6 address as its /64 network, anything else as it is.
 */
export function addressGroup(host: string): string {
  const groups = parseIPv6(host);
  if (groups === undefined) return host;
  const [a = 0, b = 0, c = 0, d = 0, , mapped = 0, high = 0, low = 0] = groups;
  if (mapped === 0xffff && a === 0 && b === 0 && c === 0 && d === 0 && groups[4] === 0) {
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  return `${[a, b, c, d].map((group) => group.toString(16)).join(":")}::/64`;
}
