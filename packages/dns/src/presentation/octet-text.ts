/**
 * `text` with one character, U+0000 to U+00FF, for each octet, as everything in this room takes it: ASCII as it is, all else as the
 * octets of its UTF-8.
 */
export function octetsOf(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text, "utf8").toString("latin1");
}
