import type { EDNSOptionType } from "./edns-option-type.js";

/** The DNSSEC signing algorithms that the client understands (RFC 6975 §3). */
export const DAU: EDNSOptionType<readonly number[]> = understood(5, "DAU");
/** The DS hash algorithms that the client understands. */
export const DHU: EDNSOptionType<readonly number[]> = understood(6, "DHU");
/** The NSEC3 hash algorithms that the client understands. */
export const N3U: EDNSOptionType<readonly number[]> = understood(7, "N3U");

function understood(code: number, name: string): EDNSOptionType<readonly number[]> {
  return {
    code,
    name,
    read: (reader) => [...reader.rest()],
    write(algorithms, writer) {
      for (const algorithm of algorithms) writer.uint8(algorithm);
    },
  };
}
