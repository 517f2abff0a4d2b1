import { isIPv4, isIPv6 } from "@twist/core";

/** Addresses as numbers of 128 bits; IPv4 ones as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so that there is one form of each. */
const MAPPED = 0xffffn << 32n;

/** A literal address as a number; `undefined` where `text` is none. A zone is dropped. */
export function addressNumber(text: string): bigint | undefined {
  if (isIPv4(text)) return MAPPED | ipv4Number(text);
  if (!isIPv6(text)) return undefined;
  const [address = ""] = text.split("%");
  const tail = address.substring(address.lastIndexOf(":") + 1);
  const groups = tail.includes(".") ? address.slice(0, -tail.length) + hexGroups(ipv4Number(tail)) : address;
  const [head = "", rest] = groups.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = rest === undefined || rest === "" ? [] : rest.split(":");
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}

/** Addresses whose first bits are the same. */
export class IPRange {
  readonly #bits: bigint;
  readonly #shift: bigint;

  private constructor(address: bigint, prefix: number) {
    this.#shift = BigInt(128 - prefix);
    this.#bits = address >> this.#shift;
  }

  /** Reads `192.0.2.0/24`, `2001:db8::/32`, or an address by itself; `undefined` where `text` is neither. */
  static parse(text: string): IPRange | undefined {
    const slash = text.indexOf("/");
    const literal = slash < 0 ? text : text.substring(0, slash);
    const address = addressNumber(literal);
    if (address === undefined) return undefined;
    if (slash < 0) return new IPRange(address, 128);
    const length = text.substring(slash + 1);
    const prefix = Number(length) + (isIPv4(literal) ? 96 : 0);
    return /^\d{1,3}$/.test(length) && prefix <= 128 ? new IPRange(address, prefix) : undefined;
  }

  includes(address: bigint): boolean {
    return address >> this.#shift === this.#bits;
  }
}

function ipv4Number(text: string): bigint {
  return text.split(".").reduce((number, octet) => (number << 8n) | BigInt(octet), 0n);
}

function hexGroups(number: bigint): string {
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}
