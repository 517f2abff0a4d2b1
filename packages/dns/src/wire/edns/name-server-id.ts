import type { EDNSOptionType } from "./edns-option-type.js";

/** Which server of many it was (RFC 5001 §2.3): any bytes; empty in a query, which asks for it. */
export const NameServerID: EDNSOptionType<Buffer> = {
  code: 3,
  name: "NSID",
  read: (reader) => reader.rest(),
  write: (data, writer) => writer.bytes(data),
};
