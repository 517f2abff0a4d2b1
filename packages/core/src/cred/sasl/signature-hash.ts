/**
 * The hash function that a certificate is signed with, which `tls-server-end-point` needs (RFC 5929 §4.1). Node doesn't tell, so
 * it is read from the certificate:
 *
 *     Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { algorithm OID, … }, … }
 */

const tagSequence = 0x30;
const tagOID = 0x06;

/** By object identifier, in hexadecimal. RFC 5929 puts SHA-256 in the place of MD5 and SHA-1. */
const hashes: ReadonlyMap<string, string> = new Map([
  ["2a864886f70d010104", "sha256"], // md5WithRSAEncryption
  ["2a864886f70d010105", "sha256"], // sha1WithRSAEncryption
  ["2a864886f70d01010b", "sha256"], // sha256WithRSAEncryption
  ["2a864886f70d01010c", "sha384"], // sha384WithRSAEncryption
  ["2a864886f70d01010d", "sha512"], // sha512WithRSAEncryption
  ["2a8648ce3d0401", "sha256"], // ecdsa-with-SHA1
  ["2a8648ce3d040302", "sha256"], // ecdsa-with-SHA256
  ["2a8648ce3d040303", "sha384"], // ecdsa-with-SHA384
  ["2a8648ce3d040304", "sha512"], // ecdsa-with-SHA512
]);

/**
 * The hash function as node:crypto names it. `undefined` where the signature has none of its own or several (Ed25519, RSA-PSS):
 * RFC 5929 defines no binding then.
 */
export function signatureHash(certificate: Uint8Array): string | undefined {
  const outer = readElement(certificate, 0, tagSequence);
  const tbs = outer && readElement(certificate, outer.start, tagSequence);
  const algorithm = tbs && readElement(certificate, tbs.end, tagSequence);
  const oid = algorithm && readElement(certificate, algorithm.start, tagOID);
  return oid && hashes.get(Buffer.from(certificate.subarray(oid.start, oid.end)).toString("hex"));
}

/** Where the content of the DER element at `offset` starts and ends, if its tag is `tag` and it is there whole. */
function readElement(der: Uint8Array, offset: number, tag: number): { start: number; end: number } | undefined {
  const first = der[offset + 1];
  if (der[offset] !== tag || first === undefined) return undefined;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const lengthBytes = first & 0x7f;
    if (lengthBytes < 1 || lengthBytes > 3) return undefined;
    length = 0;
    for (const byte of der.subarray(start, start + lengthBytes)) length = length * 256 + byte;
    start += lengthBytes;
  }
  return start + length <= der.length ? { start, end: start + length } : undefined;
}
