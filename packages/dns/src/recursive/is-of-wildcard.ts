import type { RRSet } from "../zone/rrset.js";

/** Whether a set was made of a wildcard: what its signature covers has fewer labels than its name (RFC 4034 §3.1.3). */
export function isOfWildcard({ name, signatures }: RRSet): boolean {
  const labels = name.labelCount - (name.isWildcard ? 1 : 0);
  return signatures.some((signature) => signature.data.labels < labels);
}
