/** `string` as a netstring, `length ":" string ","`, in one `Buffer` (https://cr.yp.to/proto/netstrings.txt). */
export function encodeNetstring(string: Uint8Array): Buffer {
  const head = `${String(string.length)}:`;
  const encoded = Buffer.allocUnsafe(head.length + string.length + 1);
  encoded.write(head, 0, "latin1");
  encoded.set(string, head.length);
  encoded[encoded.length - 1] = 0x2c; // ","
  return encoded;
}
