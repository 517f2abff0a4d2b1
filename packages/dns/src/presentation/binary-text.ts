import { asBuffer } from "@twist/core/wire";

/** Binary data in presentation format: hexadecimal, base64 and base32hex, strict where `Buffer.from` is lenient. */

const BASE32HEX = "0123456789abcdefghijklmnopqrstuv";

const NOT_HEX = 0;
const hexDigits = new Uint8Array(128);
for (const digit of "0123456789abcdefABCDEF") hexDigits[digit.charCodeAt(0)] = 1;

/** The octets of hexadecimal digits in any case; `undefined` for anything else and for an odd number. */
export function decodeHex(text: string): Buffer | undefined {
  if (text.length % 2 !== 0) return undefined;
  for (let i = 0; i < text.length; i++) {
    if ((hexDigits[text.charCodeAt(i)] ?? NOT_HEX) === NOT_HEX) return undefined;
  }
  return Buffer.from(text, "hex");
}

/** Upper-case hexadecimal digits. */
export function encodeHex(octets: Uint8Array): string {
  return asBuffer(octets).toString("hex").toUpperCase();
}

/** The octets of base64 (RFC 4648 §4) with its padding; `undefined` for anything else, bits after the end included. */
export function decodeBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0) return undefined;
  const octets = Buffer.from(text, "base64");
  // Node's decoder passes over what isn't base64, and takes base64url: what comes back has to be what went in.
  return octets.toString("base64") === text ? octets : undefined;
}

/** Base64 with its padding. */
export function encodeBase64(octets: Uint8Array): string {
  return asBuffer(octets).toString("base64");
}

/** The octets of base32hex without padding (RFC 4648 §7, RFC 5155 §3.3), in any case; `undefined` for anything else. */
export function decodeBase32Hex(text: string): Buffer | undefined {
  const octets = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let value = 0;
  let length = 0;
  for (const character of text.toLowerCase()) {
    const digit = BASE32HEX.indexOf(character);
    if (digit === -1) return undefined;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets[length++] = value >>> bits;
  }
  const unused = value & ((1 << bits) - 1);
  return bits >= 5 || unused !== 0 ? undefined : octets;
}

/** Lower-case base32hex without padding. */
export function encodeBase32Hex(octets: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = ((value << 8) | octet) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32HEX.charAt((value >>> bits) & 31);
    }
  }
  return bits === 0 ? text : text + BASE32HEX.charAt((value << (5 - bits)) & 31);
}
