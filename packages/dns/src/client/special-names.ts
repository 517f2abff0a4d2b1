import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { PTR } from "../records/ptr.js";
import { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { reverseName } from "./reverse-name.js";

/** Those under this are this machine (RFC 6761 §6.3). */
const localhost = Name.fromText("localhost.");
const loopback = [reverseName("127.0.0.1"), reverseName("::1")];

/**
 * Those under these aren't in DNS (RFC 6761 §6.4, RFC 7686 §2), or are for multicast DNS, which we don't speak, with the names of
 * addresses that are good on one link only (RFC 6762 §22.1).
 */
const elsewhere = [
  ...["invalid.", "onion.", "local.", "254.169.in-addr.arpa."],
  ...["8", "9", "a", "b"].map((digit) => `${digit}.e.f.ip6.arpa.`),
].map((text) => Name.fromText(text));

/**
 * The records of a name that means the same everywhere, so that no server is asked for it; none where it has no such.
 * `"nonexistent"` for one that doesn't exist in DNS; `undefined` for all other names.
 */
export function specialAnswer({ name, type }: Question): ResourceRecord[] | "nonexistent" | undefined {
  if (name.isSubdomainOf(localhost)) {
    if (type === A.code) return [new ResourceRecord({ name, type: A, ttl: 0, data: { address: "127.0.0.1" } })];
    if (type === AAAA.code) return [new ResourceRecord({ name, type: AAAA, ttl: 0, data: { address: "::1" } })];
    return [];
  }
  if (loopback.some((address) => name.equals(address))) {
    return type === PTR.code ? [new ResourceRecord({ name, type: PTR, ttl: 0, data: { ptrdname: localhost } })] : [];
  }
  return elsewhere.some((domain) => name.isSubdomainOf(domain)) ? "nonexistent" : undefined;
}
