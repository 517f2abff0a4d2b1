import type { EDNSOptionType } from "./edns-option-type.js";

/** When a secondary's zone expires (RFC 7314 §3). */
export interface ExpireData {
  /** Seconds from now; absent in a query, which asks for it. */
  readonly expire?: number | undefined;
}

export const Expire: EDNSOptionType<ExpireData> = {
  code: 9,
  name: "EXPIRE",
  read: (reader) => (reader.remaining === 0 ? {} : { expire: reader.uint32() }),
  write({ expire }, writer) {
    if (expire !== undefined) writer.uint32(expire);
  },
};
