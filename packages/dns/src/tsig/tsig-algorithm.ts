import { Name } from "../wire/name.js";

/** The MACs of RFC 8945 §6. HMAC-MD5 and GSS-TSIG aren't among them; HMAC-SHA1 has to be allowed expressly. */
export type TSIGAlgorithmName = "hmac-sha1" | "hmac-sha224" | "hmac-sha256" | "hmac-sha384" | "hmac-sha512";

/** One of them. */
export interface TSIGAlgorithm {
  readonly name: Name;
  /** As `node:crypto` calls it. */
  readonly hash: string;
  /** Bytes of a whole MAC. */
  readonly macBytes: number;
}

const algorithms: Readonly<Record<TSIGAlgorithmName, TSIGAlgorithm>> = {
  "hmac-sha1": { name: Name.fromText("hmac-sha1."), hash: "sha1", macBytes: 20 },
  "hmac-sha224": { name: Name.fromText("hmac-sha224."), hash: "sha224", macBytes: 28 },
  "hmac-sha256": { name: Name.fromText("hmac-sha256."), hash: "sha256", macBytes: 32 },
  "hmac-sha384": { name: Name.fromText("hmac-sha384."), hash: "sha384", macBytes: 48 },
  "hmac-sha512": { name: Name.fromText("hmac-sha512."), hash: "sha512", macBytes: 64 },
};

/** Throws a `RangeError` for a name that is none of them. */
export function tsigAlgorithm(name: TSIGAlgorithmName): TSIGAlgorithm {
  if (!Object.hasOwn(algorithms, name)) throw new RangeError(`there is no TSIG algorithm ${name}`);
  return algorithms[name];
}
