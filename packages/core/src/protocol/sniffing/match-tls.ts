/** The first bytes of a TLS record (RFC 8446 §5.1) that holds a ClientHello (§4.1.2), of any version from 1.0 on. */
const handshakeRecord = 0x16;
const majorVersion = 0x03;
const highestMinorVersion = 0x04;
const longestRecordBytes = 16_384;
const clientHello = 0x01;

/** Matches a TLS ClientHello. To end the TLS as well, give its route a `TLSTerminatingFactory`. */
export function matchTLS(bytes: Buffer): "yes" | "no" | "more" {
  const [type, major, minor, lengthHigh, lengthLow, message] = bytes;
  if (type !== handshakeRecord) return "no";
  if (major === undefined) return "more";
  if (major !== majorVersion) return "no";
  if (minor === undefined) return "more";
  if (minor > highestMinorVersion) return "no";
  if (lengthHigh === undefined || lengthLow === undefined) return "more";
  const length = lengthHigh * 256 + lengthLow;
  if (length === 0 || length > longestRecordBytes) return "no";
  if (message === undefined) return "more";
  return message === clientHello ? "yes" : "no";
}
