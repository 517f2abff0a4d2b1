import type { EDNSOptionType } from "./edns-option-type.js";

/** How long a connection may be idle (RFC 7828 §3.1). A client sends it without a time. */
export interface TCPKeepaliveData {
  /** Milliseconds, in steps of 100 on the wire, at most 6 553 500. */
  readonly timeoutMs?: number | undefined;
}

export const TCPKeepalive: EDNSOptionType<TCPKeepaliveData> = {
  code: 11,
  name: "TCP-KEEPALIVE",
  read: (reader) => (reader.remaining === 0 ? {} : { timeoutMs: reader.uint16() * 100 }),
  write({ timeoutMs }, writer) {
    if (timeoutMs !== undefined) writer.uint16(Math.floor(timeoutMs / 100));
  },
};
