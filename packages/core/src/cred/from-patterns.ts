/**
 * The `from="…"` of a key (ssh_config(5), "PATTERNS"): patterns parted by commas, each an address, one with `*` and
 * `?`, or a network (`192.0.2.0/24`, `2001:db8::/32`); a `!` in front makes one that refuses. At least one must match, and
 * none that refuses. Names of hosts match nothing: we don't ask the DNS who a peer says it is (as sshd with `UseDNS no`).
 */

import { isIPv4, parseIPv6 } from "../wire/ip-address.js";

/** Whether `patterns` let in a peer whose address is `host`. */
export function matchesFrom(patterns: string, host: string): boolean {
  // A server that listens on both families sees IPv4 peers so; a pattern such as `192.0.2.*` must see them as IPv4.
  const address = host.replace(/^::ffff:(?=[\d.]+$)/i, "");
  let matched = false;
  for (const raw of patterns.split(",")) {
    const pattern = raw.trim();
    const refuses = pattern.startsWith("!");
    if (!matchesOne(refuses ? pattern.slice(1) : pattern, address)) continue;
    if (refuses) return false;
    matched = true;
  }
  return matched;
}

function matchesOne(pattern: string, host: string): boolean {
  const slash = pattern.indexOf("/");
  if (slash !== -1) return isInNetwork(host, pattern.slice(0, slash), pattern.slice(slash + 1));
  const [a, b] = [addressBits(pattern), addressBits(host)];
  if (a !== undefined && b !== undefined) return a === b;
  return matchesWildcards(pattern.toLowerCase(), host.toLowerCase());
}

function isInNetwork(host: string, network: string, lengthText: string): boolean {
  const [bits, prefix] = [addressBits(host), addressBits(network)];
  if (bits === undefined || prefix?.length !== bits.length || !/^\d{1,3}$/.test(lengthText)) return false;
  const length = Number(lengthText);
  return length <= bits.length && bits.startsWith(prefix.slice(0, length));
}

/** The address in binary digits, 32 or 128; an IPv4 address that comes as `::ffff:192.0.2.1` is an IPv4 address. */
function addressBits(host: string): string | undefined {
  if (isIPv4(host))
    return host
      .split(".")
      .map((part) => binary(Number(part), 8))
      .join("");
  const bits = parseIPv6(host)
    ?.map((group) => binary(group, 16))
    .join("");
  return bits?.startsWith(mappedPrefix) === true ? bits.slice(mappedPrefix.length) : bits;
}

const mappedPrefix = "0".repeat(80) + "1".repeat(16);

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, "0");
}

/** `*` is any text, `?` any character. Goes back to the last `*` only, so at worst `pattern.length * text.length` steps. */
function matchesWildcards(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star !== -1) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
