import { isIPv4, parseIPv6 } from "../wire/ip-address.js";

/** A network: the first `bits` of an address's groups of 16 bits. An IPv4 address has two groups, an IPv6 address eight. */
interface Network {
  readonly groups: readonly number[];
  readonly bits: number;
}

/**
 * A list of IP addresses and networks, to ask whether an address is on it: who may connect, which proxies are believed, which
 * clients a resolver serves. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is that IPv4 address, on the list and in the
 * question, so that a dual-stack socket changes nothing; other IPv6 networks, `::/0` too, hold no IPv4 address.
 *
 *     const trusted = new AddressList(["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"]);
 *     trusted.has("10.1.2.3"); // true
 */
export class AddressList {
  readonly #networks: readonly Network[];

  /**
   * @param entries Literal addresses, and networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3).
   * @throws {TypeError} where an entry is neither, has a `%zone`, or is a network with bits set behind its prefix, which is a
   *   slip of the pen that most often lets in too many.
   * @throws {RangeError} where a prefix is longer than its address.
   */
  constructor(entries: Iterable<string>) {
    this.#networks = Array.from(entries, parseEntry);
  }

  /** How many entries there are. */
  get size(): number {
    return this.#networks.length;
  }

  /** Whether `host`, a literal address, is on the list. Anything that is no literal address isn't. A `%zone` is not looked at. */
  has(host: string): boolean {
    if (this.#networks.length === 0) return false;
    const groups = parseAddress(host);
    return groups !== undefined && this.#networks.some((network) => isWithin(groups, network));
  }
}

function parseEntry(entry: string): Network {
  const slash = entry.indexOf("/");
  const address = slash === -1 ? entry : entry.slice(0, slash);
  const groups = address.includes("%") ? undefined : parseAddress(address);
  if (groups === undefined)
    throw new TypeError(`"${entry}" is neither an IP address nor a network such as 10.0.0.0/8.`);
  const addressBits = groups.length * 16;
  if (slash === -1) return { groups, bits: addressBits };
  const length = entry.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length)) {
    throw new TypeError(`"${entry}" has no prefix length behind its slash: write it as a decimal number.`);
  }
  // The prefix of a mapped address counts the 96 bits of its clothes.
  const clothesBits = addressBits === 32 && address.includes(":") ? 96 : 0;
  const bits = Number(length) - clothesBits;
  if (bits < 0 || bits > addressBits) {
    const range = `${String(clothesBits)} to ${String(clothesBits + addressBits)}`;
    throw new RangeError(`The prefix length of "${entry}" must be from ${range}.`);
  }
  if (groups.some((group, index) => (group & ~prefixMask(bits, index)) !== 0)) {
    throw new TypeError(
      `"${entry}" has bits set behind its prefix of ${length}: it could mean one address or a whole network.`,
    );
  }
  return { groups, bits };
}

function isWithin(address: readonly number[], { groups, bits }: Network): boolean {
  if (address.length !== groups.length) return false;
  for (let index = 0; index * 16 < bits; index += 1) {
    if (((address[index] ?? 0) & prefixMask(bits, index)) !== groups[index]) return false;
  }
  return true;
}

/** Those of the 16 bits of the group at `index` that belong to the first `bits` of the address. */
function prefixMask(bits: number, index: number): number {
  const ours = Math.min(16, Math.max(0, bits - index * 16));
  return (0xffff << (16 - ours)) & 0xffff;
}

/** Two groups of 16 bits for IPv4, also where it is mapped into IPv6, eight for IPv6. */
function parseAddress(text: string): readonly number[] | undefined {
  if (isIPv4(text)) {
    const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  }
  const groups = parseIPv6(text);
  const isMapped = groups?.[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return isMapped ? groups.slice(6) : groups;
}
