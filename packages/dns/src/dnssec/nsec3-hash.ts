import { hash } from "node:crypto";
import { decodeBase32Hex, encodeBase32Hex } from "../presentation/binary-text.js";
import type { Name } from "../wire/name.js";

/** How a zone hashes its names (RFC 5155 §3.1). */
export interface NSEC3Parameters {
  /** How often the hash is hashed again. RFC 9276 wants 0. */
  readonly iterations: number;
  /** Up to 255 bytes. RFC 9276 wants none. */
  readonly salt: Uint8Array;
}

/** SHA-1, the only hash that NSEC3 has (RFC 5155 §11). What it is used for here doesn't depend on collisions being hard. */
export const nsec3SHA1 = 1;
/** Names that aren't in the chain may be delegated without DS (RFC 5155 §3.1.2.1). */
export const nsec3OptOut = 0x01;
/** Bytes of a hash. */
export const nsec3HashBytes = 20;

/** The hash of a name (RFC 5155 §5). */
export function nsec3Hash(name: Name, { iterations, salt }: NSEC3Parameters): Buffer {
  const wire = name.toCanonicalWire();
  if (salt.length === 0 && iterations === 0) return hash("sha1", wire, "buffer");
  let hashed = hash("sha1", Buffer.concat([wire, salt]), "buffer");
  const salted = Buffer.alloc(nsec3HashBytes + salt.length);
  salted.set(salt, nsec3HashBytes);
  for (let i = 0; i < iterations; i++) {
    hashed.copy(salted);
    hashed = hash("sha1", salted, "buffer");
  }
  return hashed;
}

/** The name that the NSEC3 record of a hash has in the zone `origin`. */
export function nsec3Owner(hash: Uint8Array, origin: Name): Name {
  return origin.prepend(encodeBase32Hex(hash));
}

/** The hash in the first label of an NSEC3 record's name; `undefined` where there is none. */
export function hashOfOwner(owner: Name): Buffer | undefined {
  const [label] = owner.labels;
  const hashed = label === undefined ? undefined : decodeBase32Hex(label);
  return hashed?.length === nsec3HashBytes ? hashed : undefined;
}
