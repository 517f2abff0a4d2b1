/** What a signature is of: the canonical form of an RRset (RFC 4034 §3.1.8.1 and §6). */

import { type RRSIGData } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import { RDataWriter } from "../wire/rdata-writer.js";
import type { CanonicalSet } from "./canonical-set.js";

/**
 * The bytes that `signature.signature` signs: its RDATA up to the signature, then each record with its owner in lower case (the
 * wildcard that it was made of, where one has been expanded), the original TTL, and the RDATA in canonical form and order.
 */
export function signedData(signature: RRSIGData, { first, rdata }: CanonicalSet): Buffer {
  const writer = new RDataWriter({ maxBytes: Infinity, canonical: true });
  writer.uint16(signature.typeCovered);
  writer.uint8(signature.algorithm);
  writer.uint8(signature.labels);
  writer.uint32(signature.originalTTL);
  writer.uint32(signature.signatureExpiration);
  writer.uint32(signature.signatureInception);
  writer.uint16(signature.keyTag);
  writer.uncompressedName(signature.signersName);
  const owner = signedOwner(first.name, signature.labels).toCanonicalWire();
  for (const bytes of rdata) {
    writer.bytes(owner);
    writer.uint16(first.type);
    writer.uint16(first.class);
    writer.uint32(signature.originalTTL);
    writer.uint16(bytes.length);
    writer.bytes(bytes);
  }
  return writer.written;
}

/** Labels of a name as an RRSIG counts them: without the root and without a leading `*` (RFC 4034 §3.1.3). */
export function signedLabels(name: Name): number {
  return name.isWildcard ? name.labelCount - 1 : name.labelCount;
}

/** The name that an RRset was signed with: `name` itself, or the wildcard where the signature counts fewer labels (RFC 4035 §5.3.2). */
function signedOwner(name: Name, labels: number): Name {
  return signedLabels(name) === labels ? name : name.suffix(labels).wildcard;
}
