import { isIPv4, parseIPv6 } from "../../wire/ip-address.js";

/** The 4 or 16 bytes of a literal address. @throws {TypeError} where `host` is none, or has a `%zone`, which no bytes can say. */
export function ipToBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from(host.split(".").map(Number));
  const groups = host.includes("%") ? undefined : parseIPv6(host);
  if (groups === undefined) throw new TypeError(`"${host}" is no literal IP address.`);
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** The literal address of 4 or 16 bytes, an IPv6 address as RFC 5952 §4 writes it. */
export function ipFromBytes(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) groups.push(bytes.readUInt16BE(at));
  const [begin, length] = longestZeros(groups);
  const write = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(":");
  if (length < 2) return write(groups);
  return `${write(groups.slice(0, begin))}::${write(groups.slice(begin + length))}`;
}

/** Where the longest run of zeros begins, the first of several, and how many they are. */
function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  let run = 0;
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > best[1]) best = [index - run + 1, run];
  }
  return best;
}
