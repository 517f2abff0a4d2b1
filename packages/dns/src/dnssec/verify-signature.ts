import type { KeyObject } from "node:crypto";
import type { RRSIGData } from "../records/rrsig.js";
import { verifyWith } from "../tsig/sig0-algorithm.js";
import type { CanonicalSet } from "./canonical-set.js";
import { signedData } from "./signed-data.js";
import { isSigningAlgorithm } from "./signing-algorithm.js";

/** Whether `signature` is one of an RRset by this key. Only the arithmetic: times, names and flags are the caller's to look at. */
export function verifySignature(signature: RRSIGData, set: CanonicalSet, key: KeyObject): boolean {
  if (!isSigningAlgorithm(signature.algorithm)) return false;
  const data = signedData(signature, set);
  return verifyWith(signature.algorithm, key, { data, signature: signature.signature });
}
