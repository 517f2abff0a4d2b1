/** Where one end of a wire is. Plain values, told apart by `type`. */

import { isIPv6 } from "../wire/ip-address.js";

/** An IP address with a port, of TCP (also under TLS) or UDP. */
export interface IPAddress {
  readonly type: "tcp" | "udp";
  readonly family: 4 | 6;
  /** A literal address, for example `"127.0.0.1"`, `"::1"` or `"fe80::1%eth0"`; never a name. */
  readonly host: string;
  readonly port: number;
}

/** A UNIX socket. The connecting end usually has no name, so no `path`. */
export interface UNIXAddress {
  readonly type: "unix";
  readonly path?: string;
}

/** Standard input and output, the pipes of a child process, or any other stream that has no address of its own. */
export interface PipeAddress {
  readonly type: "pipe";
  /** What it is, for people: `"stdio"`, `"process 4711"`. */
  readonly name: string;
}

/** One end of a connection that lives in memory. */
export interface MemoryAddress {
  readonly type: "memory";
  readonly name: string;
}

export type Address = IPAddress | UNIXAddress | PipeAddress | MemoryAddress;

/** An address for people and logs: `127.0.0.1:80`, `[::1]:80`, `unix:/run/x.sock`, `stdio`. */
export function formatAddress(address: Address): string {
  switch (address.type) {
    case "tcp":
    case "udp":
      return address.family === 6
        ? `[${address.host}]:${String(address.port)}`
        : `${address.host}:${String(address.port)}`;
    case "unix":
      return address.path === undefined ? "unix:" : `unix:${address.path}`;
    case "pipe":
    case "memory":
      return address.name;
  }
}

/** The IP address of `host`, with its family read off it. `host` must be a literal address. */
export function ipAddress(type: "tcp" | "udp", host: string, port: number): IPAddress {
  return { type, family: isIPv6(host) ? 6 : 4, host, port };
}
