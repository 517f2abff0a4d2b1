import { formatIPv4, parseIPv4 } from "../../presentation/ipv4-text.js";
import { formatIPv6, parseIPv6 } from "../../presentation/ipv6-text.js";
import type { EDNSOptionType } from "./edns-option-type.js";

/** The network that a query comes from (RFC 7871 §6). */
export interface ClientSubnetData {
  /** 1 for IPv4, 2 for IPv6. */
  readonly family: 1 | 2;
  /** How many bits of the address the client gave. */
  readonly sourcePrefixLength: number;
  /** For how many bits the answer holds; 0 in a query. */
  readonly scopePrefixLength: number;
  /** The address, the bits behind the prefix being zero. */
  readonly address: string;
}

export const ClientSubnet: EDNSOptionType<ClientSubnetData> = {
  code: 8,
  name: "ECS",
  read(reader) {
    const family = reader.uint16();
    if (family !== 1 && family !== 2) throw reader.error("an address family that isn't known");
    const sourcePrefixLength = reader.uint8();
    const scopePrefixLength = reader.uint8();
    const addressBytes = family === 1 ? 4 : 16;
    if (Math.max(sourcePrefixLength, scopePrefixLength) > addressBytes * 8) throw reader.error("a prefix too long");
    const octets = Buffer.alloc(addressBytes);
    reader.bytes(Math.ceil(sourcePrefixLength / 8)).copy(octets);
    if (!isMasked(octets, sourcePrefixLength)) throw reader.error("address bits behind the prefix");
    return { family, sourcePrefixLength, scopePrefixLength, address: addressText(octets) };
  },
  write({ family, sourcePrefixLength, scopePrefixLength, address }, writer) {
    const octets = addressOctets(family, address);
    if (sourcePrefixLength > octets.length * 8) throw new RangeError("the prefix is too long");
    if (!isMasked(octets, sourcePrefixLength)) throw new RangeError("the address has bits behind the prefix");
    writer.uint16(family);
    writer.uint8(sourcePrefixLength);
    writer.uint8(scopePrefixLength);
    writer.bytes(octets.subarray(0, Math.ceil(sourcePrefixLength / 8)));
  },
};

function isMasked(octets: Buffer, prefixLength: number): boolean {
  const whole = prefixLength >> 3;
  if (((octets[whole] ?? 0) & (0xff >> (prefixLength & 7))) !== 0) return false;
  return octets.subarray(whole + 1).every((octet) => octet === 0);
}

function addressText(octets: Buffer): string {
  if (octets.length === 4) return formatIPv4(octets.readUInt32BE());
  return formatIPv6(Uint16Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(i * 2)));
}

function addressOctets(family: 1 | 2, address: string): Buffer {
  const octets = Buffer.alloc(family === 1 ? 4 : 16);
  if (family === 1) {
    const value = parseIPv4(address);
    if (value === -1) throw new RangeError("the address is no IPv4 address");
    octets.writeUInt32BE(value);
  } else {
    const groups = new Uint16Array(8);
    if (!parseIPv6(address, groups)) throw new RangeError("the address is no IPv6 address");
    groups.forEach((group, i) => octets.writeUInt16BE(group, i * 2));
  }
  return octets;
}
