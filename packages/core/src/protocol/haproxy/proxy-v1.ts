/**
 * Version 1 of the PROXY protocol (§2.1), strictly:
 *
 *     header  = "PROXY" SP ( known / unknown ) CRLF            ; 107 bytes at the most
 *     known   = ( "TCP4" / "TCP6" ) SP source SP destination SP source-port SP destination-port
 *     unknown = "UNKNOWN" [ SP *anything-but-CRLF ]
 *     port    = "0" / ( %x31-39 *DIGIT )                       ; 65535 at the most
 */

import { ipAddress, type Address } from "../../transport/address.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ProxyHeader } from "./proxy-header.js";
import { ProxyProtocolError } from "./proxy-protocol-error.js";

/** Bytes of the longest header, its CRLF included (§2.1). */
export const longestV1Header = 107;

/** Reads the line of a header, without its CRLF. Throws a `ProxyProtocolError`. */
export function parseProxyV1(line: string): ProxyHeader {
  const parts = line.split(" ");
  const [proxy, protocol, source = "", destination = "", sourcePort = "", destinationPort = ""] = parts;
  if (proxy !== "PROXY") throw new ProxyProtocolError("not a PROXY protocol header");
  if (protocol === "UNKNOWN") {
    return { version: 1, command: "PROXY", source: undefined, destination: undefined, tlvs: [] };
  }
  if (protocol !== "TCP4" && protocol !== "TCP6") throw new ProxyProtocolError("a PROXY header of no known protocol");
  if (parts.length !== 6) throw new ProxyProtocolError("a PROXY header has two addresses and two ports");
  const isAddress = protocol === "TCP4" ? isIPv4 : isPlainIPv6;
  if (!isAddress(source) || !isAddress(destination)) {
    throw new ProxyProtocolError(`a PROXY header holds an address that is not of ${protocol}`);
  }
  return {
    version: 1,
    command: "PROXY",
    source: ipAddress("tcp", source, parsePort(sourcePort)),
    destination: ipAddress("tcp", destination, parsePort(destinationPort)),
    tlvs: [],
  };
}

/**
 * A header for a connection from `source` to `destination`; `UNKNOWN` where they are not two TCP addresses of one family, since
 * version 1 can say nothing else.
 * @throws {TypeError} where a host is no literal address, or has a `%zone`.
 * @throws {RangeError} where a port is none.
 */
export function encodeProxyV1(source: Address | undefined, destination: Address | undefined): Buffer {
  if (source?.type !== "tcp" || destination?.type !== "tcp" || source.family !== destination.family) {
    return Buffer.from("PROXY UNKNOWN\r\n", "latin1");
  }
  const isAddress = source.family === 4 ? isIPv4 : isPlainIPv6;
  for (const { host, port } of [source, destination]) {
    if (!isAddress(host)) throw new TypeError(`"${host}" is no literal IPv${String(source.family)} address.`);
    if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) throw new RangeError(`${String(port)} is no port.`);
  }
  const hosts = `${source.host} ${destination.host}`;
  const ports = `${String(source.port)} ${String(destination.port)}`;
  return Buffer.from(`PROXY TCP${String(source.family)} ${hosts} ${ports}\r\n`, "latin1");
}

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes("%");
}

function parsePort(text: string): number {
  const port = /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : 65_536;
  if (port > 65_535) throw new ProxyProtocolError("a PROXY header holds a port that is none");
  return port;
}
