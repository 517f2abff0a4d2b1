/** The algorithms that zones are signed with (RFC 8624, RFC 9904). They are those of SIG(0) too, which has the arithmetic. */

import type { SIG0AlgorithmNumber } from "../tsig/sig0-algorithm.js";

/**
 * IANA's number of an algorithm that is signed and verified with here: 8 RSASHA256, 10 RSASHA512, 13 ECDSAP256SHA256,
 * 14 ECDSAP384SHA384, 15 ED25519, 16 ED448. Those on SHA-1 (5, 7) count as unknown, so that what is signed with nothing else is
 * insecure (RFC 9905).
 */
export type SigningAlgorithm = SIG0AlgorithmNumber;

const mnemonics: Readonly<Record<SigningAlgorithm, string>> = {
  8: "RSASHA256",
  10: "RSASHA512",
  13: "ECDSAP256SHA256",
  14: "ECDSAP384SHA384",
  15: "ED25519",
  16: "ED448",
};

/** All of them, ascending. */
export const signingAlgorithms: readonly SigningAlgorithm[] = [8, 10, 13, 14, 15, 16];

export function isSigningAlgorithm(algorithm: number): algorithm is SigningAlgorithm {
  return algorithm in mnemonics;
}

/** `"ECDSAP256SHA256"` for 13. */
export function algorithmMnemonic(algorithm: SigningAlgorithm): string {
  return mnemonics[algorithm];
}

/** 13 for `"ECDSAP256SHA256"`, in any case, or `"13"`; `undefined` for one that isn't supported. */
export function parseSigningAlgorithm(text: string): SigningAlgorithm | undefined {
  const upper = text.toUpperCase();
  return signingAlgorithms.find((algorithm) => mnemonics[algorithm] === upper || String(algorithm) === text);
}
