/**
 * Version 2 of the PROXY protocol (§2.2):
 *
 *     12 bytes  signature, which no text protocol begins with
 *      1 byte   version 2 in the high half, the command in the low half: 0 LOCAL, 1 PROXY
 *      1 byte   family in the high half (1 IPv4, 2 IPv6, 3 UNIX), kind in the low half (1 stream, 2 datagram)
 *      2 bytes  length of what follows, high byte first
 *               addresses, as the family says, then TLVs: type (1 byte), length (2 bytes), value
 */

import type { Address } from "../../transport/address.js";
import { asBuffer } from "../../wire/as-buffer.js";
import { crc32c } from "./crc32c.js";
import { ipFromBytes, ipToBytes } from "./ip-bytes.js";
import { proxyTLVTypes, type ProxyHeader, type ProxyTLV } from "./proxy-header.js";
import { ProxyProtocolError } from "./proxy-protocol-error.js";

/** What every version 2 header begins with. */
export const v2Signature: Uint8Array = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

/** Bytes of what comes before the addresses. */
export const v2FixedBytes = 16;

const unixPathBytes = 108;

/** Bytes of both addresses, and of both ports, for each family and kind. */
const addressBytes: ReadonlyMap<number, number> = new Map([
  [0x00, 0],
  [0x11, 12],
  [0x12, 12],
  [0x21, 36],
  [0x22, 36],
  [0x31, 2 * unixPathBytes],
  [0x32, 2 * unixPathBytes],
]);

/** A header that names no client. */
const nobody: ProxyHeader = { version: 2, command: "PROXY", source: undefined, destination: undefined, tlvs: [] };

/** How many bytes the header has whose first 16 these are. Throws a `ProxyProtocolError` where they are none. */
export function proxyV2Length(fixed: Buffer): number {
  const versionAndCommand = fixed.readUInt8(12);
  if (versionAndCommand >> 4 !== 2) throw new ProxyProtocolError("a binary PROXY header of a version other than 2");
  if ((versionAndCommand & 0x0f) > 1) throw new ProxyProtocolError("a PROXY header of an unknown command");
  return v2FixedBytes + fixed.readUInt16BE(14);
}

/** Reads a whole header, for which `proxyV2Length` has vouched. It keeps `bytes`. Throws a `ProxyProtocolError`. */
export function parseProxyV2(bytes: Buffer): ProxyHeader {
  // What a LOCAL header goes on to say is to be ignored, whatever it is (§2.2).
  if ((bytes.readUInt8(12) & 0x0f) === 0) return { ...nobody, command: "LOCAL" };
  const family = bytes.readUInt8(13);
  const size = addressBytes.get(family);
  if (size === undefined) throw new ProxyProtocolError("a PROXY header of an unknown address family");
  const addressesEnd = v2FixedBytes + size;
  if (bytes.length < addressesEnd) throw new ProxyProtocolError("a PROXY header is too short for its addresses");
  const tlvs = parseTLVs(bytes, addressesEnd);
  if (family === 0) return { ...nobody, tlvs };
  const [source, destination] = parseAddresses(bytes, family);
  return { version: 2, command: "PROXY", source, destination, tlvs };
}

/** What `encodeProxyV2` takes. */
export interface EncodeProxyV2Options {
  /** @default "PROXY" */
  readonly command?: "LOCAL" | "PROXY";
  /** @default unknown */
  readonly source?: Address | undefined;
  /** @default unknown */
  readonly destination?: Address | undefined;
  /** @default none */
  readonly tlvs?: readonly ProxyTLV[];
  /** Add a checksum over the whole header. @default false */
  readonly checksum?: boolean;
}

/**
 * A header; one without addresses where `source` and `destination` are not two addresses of one kind that the protocol knows.
 * @throws {TypeError} where an address can't be written.
 * @throws {RangeError} where a TLV, or all of it, is too long for its length, or a port or a type is none.
 */
export function encodeProxyV2(options: EncodeProxyV2Options = {}): Buffer {
  const { command = "PROXY", source, destination, tlvs = [], checksum = false } = options;
  const family = command === "PROXY" ? familyOf(source, destination) : 0;
  const fixed = Buffer.alloc(v2FixedBytes);
  fixed.set(v2Signature);
  fixed.writeUInt8(command === "PROXY" ? 0x21 : 0x20, 12);
  fixed.writeUInt8(family, 13);
  const addresses = family === 0 ? [] : encodeAddresses(source, destination);
  const fields = tlvs.map(encodeTLV);
  if (checksum) fields.push(encodeTLV({ type: proxyTLVTypes.crc32c, value: Buffer.alloc(4) }));
  const header = Buffer.concat([fixed, ...addresses, ...fields]);
  if (header.length - v2FixedBytes > 0xffff) throw new RangeError("A PROXY header can't be longer than 65551 bytes.");
  header.writeUInt16BE(header.length - v2FixedBytes, 14);
  if (checksum) header.writeUInt32BE(crc32c(header), header.length - 4);
  return header;
}

function parseAddresses(bytes: Buffer, family: number): readonly [Address, Address] {
  const at = v2FixedBytes;
  if (family >> 4 === 3) {
    const middle = at + unixPathBytes;
    return [parsePath(bytes.subarray(at, middle)), parsePath(bytes.subarray(middle, middle + unixPathBytes))];
  }
  const type = (family & 0x0f) === 1 ? "tcp" : "udp";
  const ip = family >> 4 === 1 ? 4 : 6;
  const size = ip === 4 ? 4 : 16;
  const address = (index: 0 | 1): Address => ({
    type,
    family: ip,
    host: ipFromBytes(bytes.subarray(at + index * size, at + (index + 1) * size)),
    port: bytes.readUInt16BE(at + 2 * size + 2 * index),
  });
  return [address(0), address(1)];
}

/** A path ends at the first NUL; one that begins with it has no name in the file system. */
function parsePath(bytes: Buffer): Address {
  const end = bytes.indexOf(0);
  const path = bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
  return path === "" ? { type: "unix" } : { type: "unix", path };
}

function parseTLVs(header: Buffer, begin: number): readonly ProxyTLV[] {
  const tlvs: ProxyTLV[] = [];
  for (let at = begin; at < header.length;) {
    if (header.length - at < 3) throw new ProxyProtocolError("a PROXY header ends within a TLV");
    const type = header.readUInt8(at);
    const end = at + 3 + header.readUInt16BE(at + 1);
    if (end > header.length) throw new ProxyProtocolError("a PROXY header ends within a TLV");
    const value = header.subarray(at + 3, end);
    if (type === proxyTLVTypes.crc32c) verifyChecksum(header, at + 3, value);
    tlvs.push({ type, value });
    at = end;
  }
  return tlvs;
}

/** The checksum is one over the header with zeros in its own place. */
function verifyChecksum(header: Buffer, at: number, value: Buffer): void {
  if (value.length !== 4) throw new ProxyProtocolError("a PROXY header has a checksum that is none");
  const blank = Buffer.from(header);
  blank.fill(0, at, at + 4);
  if (crc32c(blank) !== value.readUInt32BE(0))
    throw new ProxyProtocolError("a PROXY header does not match its checksum");
}

function familyOf(source: Address | undefined, destination: Address | undefined): number {
  if (source === undefined || destination?.type !== source.type) return 0;
  if (source.type === "unix") return 0x31;
  if (source.type !== "tcp" && source.type !== "udp") return 0;
  if (destination.type !== "tcp" && destination.type !== "udp") return 0;
  if (source.family !== destination.family) return 0;
  return (source.family === 4 ? 0x10 : 0x20) | (source.type === "tcp" ? 1 : 2);
}

function encodeAddresses(source: Address | undefined, destination: Address | undefined): Buffer[] {
  const hosts: Buffer[] = [];
  const ports = Buffer.alloc(4);
  for (const [index, address] of [source, destination].entries()) {
    if (address?.type === "unix") hosts.push(encodePath(address.path ?? ""));
    else if (address?.type === "tcp" || address?.type === "udp") {
      const bytes = ipToBytes(address.host);
      if (bytes.length !== (address.family === 4 ? 4 : 16)) {
        throw new TypeError(`"${address.host}" is no IPv${String(address.family)} address.`);
      }
      const { port } = address;
      if (!(Number.isInteger(port) && port >= 0 && port <= 0xffff)) throw new RangeError(`${String(port)} is no port.`);
      hosts.push(bytes);
      ports.writeUInt16BE(port, 2 * index);
    }
  }
  return source?.type === "unix" ? hosts : [...hosts, ports];
}

function encodePath(path: string): Buffer {
  const bytes = Buffer.from(path, "utf8");
  if (bytes.length > unixPathBytes || bytes.includes(0)) {
    throw new TypeError(`A UNIX path in a PROXY header has at most ${String(unixPathBytes)} bytes and no NUL.`);
  }
  return Buffer.concat([bytes], unixPathBytes);
}

function encodeTLV({ type, value }: ProxyTLV): Buffer {
  if (!(Number.isInteger(type) && type >= 0 && type <= 0xff))
    throw new RangeError(`${String(type)} is no type of a TLV.`);
  if (value.length > 0xffff) throw new RangeError("The value of a TLV can't be longer than 65535 bytes.");
  const head = Buffer.alloc(3);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(value.length, 1);
  return Buffer.concat([head, asBuffer(value)]);
}
