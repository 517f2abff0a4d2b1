import { formatIPv4, parseIPv4 } from "../presentation/ipv4-text.js";
import { formatIPv6, parseIPv6 } from "../presentation/ipv6-text.js";
import { parseDecimal } from "../presentation/decimal-text.js";
import type { RDataReader } from "../wire/rdata-reader.js";
import type { RDataWriter } from "../wire/rdata-writer.js";
import type { RecordType } from "../wire/record-type.js";

/** A network of an address list. */
export interface APLItem {
  /** 1 IPv4, 2 IPv6. */
  readonly addressFamily: 1 | 2;
  /** Bits of the network: up to 32 or 128. */
  readonly prefix: number;
  /** Whether the network is excepted from the list. */
  readonly negation: boolean;
  /** The network's address. */
  readonly address: string;
}

/** Lists of networks (RFC 3123 §4). */
export interface APLData {
  readonly items: readonly APLItem[];
}

const NEGATION = 0x80;
const groups = new Uint16Array(8);

export const APL: RecordType<APLData> = {
  code: 42,
  mnemonic: "APL",
  read(reader) {
    const items: APLItem[] = [];
    while (reader.remaining > 0) items.push(readItem(reader));
    return { items };
  },
  write(data, writer) {
    for (const item of data.items) writeItem(item, writer);
  },
  parse(tokens) {
    const items: APLItem[] = [];
    while (!tokens.isLast) {
      const item = parseItem(tokens.word("items"));
      if (item === undefined) throw tokens.fail("items have to be of the form 1:192.0.2.0/24, !2:2001:db8::/32");
      items.push(item);
    }
    return { items };
  },
  format: (data) => data.items.map((item) => formatItem(item)).join(" "),
};

function readItem(reader: RDataReader): APLItem {
  const addressFamily = reader.uint16();
  if (addressFamily !== 1 && addressFamily !== 2) throw reader.error("an address family that isn't IPv4 or IPv6");
  const prefix = reader.uint8();
  const lengthAndFlag = reader.uint8();
  const afdPart = reader.bytes(lengthAndFlag & ~NEGATION);
  const octets = addressFamily === 1 ? 4 : 16;
  if (prefix > octets * 8 || afdPart.length > octets)
    throw reader.error("an APL item that is over its address's length");
  // RFC 3123 §4: a sender leaves out all zeros at the end, so that each network has one form.
  if (afdPart.length > 0 && afdPart[afdPart.length - 1] === 0) throw reader.error("an APL address that ends in zeros");
  return { addressFamily, prefix, negation: lengthAndFlag >= NEGATION, address: addressOf(addressFamily, afdPart) };
}

function addressOf(addressFamily: 1 | 2, afdPart: Buffer): string {
  const octets = Buffer.alloc(addressFamily === 1 ? 4 : 16);
  afdPart.copy(octets);
  if (addressFamily === 1) return formatIPv4(octets.readUInt32BE(0));
  for (let i = 0; i < 8; i++) groups[i] = octets.readUInt16BE(i * 2);
  return formatIPv6(groups);
}

function writeItem(item: APLItem, writer: RDataWriter): void {
  const octets = octetsOf(item.addressFamily, item.address);
  if (octets === undefined) throw new RangeError("address is none of its addressFamily");
  if (item.prefix > octets.length * 8) throw new RangeError("prefix is over the address's length");
  let length = octets.length;
  while (length > 0 && octets[length - 1] === 0) length -= 1;
  writer.uint16(item.addressFamily);
  writer.uint8(item.prefix);
  writer.uint8(length | (item.negation ? NEGATION : 0));
  writer.bytes(octets.subarray(0, length));
}

function octetsOf(addressFamily: number, address: string): Buffer | undefined {
  if (addressFamily === 1) {
    const value = parseIPv4(address);
    if (value === -1) return undefined;
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(value);
    return octets;
  }
  if (addressFamily !== 2 || !parseIPv6(address, groups)) return undefined;
  const octets = Buffer.alloc(16);
  for (const [index, group] of groups.entries()) octets.writeUInt16BE(group, index * 2);
  return octets;
}

function parseItem(text: string): APLItem | undefined {
  const negation = text.startsWith("!");
  const colon = text.indexOf(":");
  const slash = text.lastIndexOf("/");
  const family = text.slice(negation ? 1 : 0, Math.max(colon, 0));
  if ((family !== "1" && family !== "2") || slash < colon) return undefined;
  const addressFamily = family === "1" ? 1 : 2;
  const octets = octetsOf(addressFamily, text.slice(colon + 1, slash));
  const prefix = parseDecimal(text.slice(slash + 1));
  if (octets === undefined || prefix < 0 || prefix > octets.length * 8) return undefined;
  return { addressFamily, prefix, negation, address: addressOf(addressFamily, octets) };
}

function formatItem(item: APLItem): string {
  return `${item.negation ? "!" : ""}${item.addressFamily}:${item.address}/${item.prefix}`;
}
