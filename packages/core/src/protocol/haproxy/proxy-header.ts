/**
 * The PROXY protocol (HAProxy's proxy-protocol.txt): before its first byte of payload, a proxy says on whose behalf it connects.
 * Version 1 is a line of text, version 2 is binary. This is what a header says, whatever its version.
 */

import type { Address } from "../../transport/address.js";

/** A type–length–value field of a version 2 header (§2.2): what else a proxy has to say. */
export interface ProxyTLV {
  /** `proxyTLVTypes` has those of the specification; 0xE0 to 0xEF are for applications. */
  readonly type: number;
  readonly value: Uint8Array;
}

/** The types of fields that the specification gives a meaning (§2.2). */
export const proxyTLVTypes = Object.freeze({
  /** The ALPN protocol that the client and the proxy agreed on. */
  alpn: 0x01,
  /** The host name that the client asked for, as in SNI. */
  authority: 0x02,
  /** A checksum over the whole header. It is verified when it is read. */
  crc32c: 0x03,
  /** Padding. */
  noop: 0x04,
  /** The proxy's own name for this connection. */
  uniqueId: 0x05,
  /** What is known of the client's TLS, with fields of its own. */
  ssl: 0x20,
  /** The network namespace. */
  networkNamespace: 0x30,
});

/** Where a connection that was proxied comes from and went to. */
export interface ProxyHeader {
  readonly version: 1 | 2;
  /** `"LOCAL"`: the proxy itself connects, for example to see whether we are well. `"PROXY"`: it does so for a client. */
  readonly command: "LOCAL" | "PROXY";
  /** The client. `undefined` where the proxy doesn't know or doesn't say: then the connection's own address holds. */
  readonly source: Address | undefined;
  /** Where the client connected to. There exactly where `source` is. */
  readonly destination: Address | undefined;
  /** In their order. Version 1 has none, and those of a LOCAL header are ignored, as all of it is. */
  readonly tlvs: readonly ProxyTLV[];
}
