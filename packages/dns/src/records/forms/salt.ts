import { encodeHex } from "../../presentation/binary-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";

/** A salt of NSEC3 (RFC 5155 §3.3): hexadecimal, or `-` for none. */
export function parseSalt(tokens: TokenReader): Buffer {
  if (tokens.peek() === "-") {
    tokens.skip();
    return Buffer.alloc(0);
  }
  const salt = tokens.hex("salt");
  if (salt.length > 255) throw tokens.fail("salt is over 255 octets");
  return salt;
}

export function formatSalt(salt: Uint8Array): string {
  return salt.length === 0 ? "-" : encodeHex(salt);
}
