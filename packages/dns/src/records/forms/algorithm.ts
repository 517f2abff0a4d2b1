import type { TokenReader } from "../../presentation/token-reader.js";

/** IANA's mnemonics of "DNS Security Algorithm Numbers", which RFC 4034 appendix A.1 lets stand in the place of the number. */
const algorithms: ReadonlyMap<string, number> = new Map([
  ["DELETE", 0],
  ["RSAMD5", 1],
  ["DH", 2],
  ["DSA", 3],
  ["RSASHA1", 5],
  ["DSA-NSEC3-SHA1", 6],
  ["NSEC3DSA", 6],
  ["RSASHA1-NSEC3-SHA1", 7],
  ["NSEC3RSASHA1", 7],
  ["RSASHA256", 8],
  ["RSASHA512", 10],
  ["ECC-GOST", 12],
  ["ECCGOST", 12],
  ["ECDSAP256SHA256", 13],
  ["ECDSAP384SHA384", 14],
  ["ED25519", 15],
  ["ED448", 16],
  ["SM2SM3", 17],
  ["ECC-GOST12", 23],
  ["INDIRECT", 252],
  ["PRIVATEDNS", 253],
  ["PRIVATEOID", 254],
]);

/** A DNSSEC algorithm, by number or by mnemonic. */
export function parseAlgorithm(tokens: TokenReader): number {
  const known = algorithms.get((tokens.peek() ?? "").toUpperCase());
  if (known === undefined) return tokens.uint8("algorithm");
  tokens.skip();
  return known;
}
