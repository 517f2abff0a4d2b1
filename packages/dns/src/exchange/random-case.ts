import { randomBytes } from "node:crypto";
import { Name } from "../wire/name.js";

/**
 * `name` with each letter in upper or lower case as a coin falls: a bit more for a forger to guess, since servers give the question back
 * as it was (draft-vixie-dnsext-dns0x20).
 */
export function randomCase(name: Name): Name {
  const { octets } = name;
  const bits = randomBytes((octets.length + 7) >> 3);
  let mixed = "";
  for (let i = 0; i < octets.length; i++) {
    const code = octets.charCodeAt(i);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    // A length octet is below 64, so it is no letter.
    const flipped = isLetter && (((bits[i >> 3] ?? 0) >> (i & 7)) & 1) === 1 ? code ^ 0x20 : code;
    mixed += String.fromCharCode(flipped);
  }
  return Name.fromOctets(mixed);
}
