import type { Name } from "../name.js";
import type { EDNSOptionType } from "./edns-option-type.js";

/** The closest name whose DNSSEC chain the client has validated already (RFC 7901 §4). */
export const Chain: EDNSOptionType<Name> = {
  code: 13,
  name: "CHAIN",
  read: (reader) => reader.plainName(),
  write: (closestTrustPoint, writer) => writer.plainName(closestTrustPoint),
};
