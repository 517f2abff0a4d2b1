import { ADDRCONFIG, ALL, type LookupOptions, V4MAPPED } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIPv4, isIPv6, type ResolvedAddress, TwistError } from "@twist/core";
import { DNSLookupError } from "./dns-lookup-error.js";
import { interfaceFamilies } from "./interface-families.js";
import type { StubResolver } from "./stub-resolver.js";

/** What is called with the result. */
export type NodeLookupCallback = Parameters<LookupFunction>[2];

/** A function to be called as Node's `dns.lookup` is. */
export interface NodeLookup {
  (hostname: string, options: LookupOptions | number, callback: NodeLookupCallback): void;
  (hostname: string, callback: NodeLookupCallback): void;
}

/** What `nodeLookup` takes. */
export interface NodeLookupOptions {
  /** The families that this machine has addresses of, for the hint `ADDRCONFIG`. @default the network interfaces are looked at each time */
  readonly families?: () => ReadonlySet<4 | 6>;
}

/** The codes that those who call Node's `dns.lookup` know. */
const nodeCodes = new Map<unknown, string>([
  ["NXDOMAIN", "ENOTFOUND"],
  ["NODATA", "ENOTFOUND"],
  ["BAD_NAME", "ENOTFOUND"],
  ["PRIVATE_ADDRESS", "ENOTFOUND"],
  ["SERVFAIL", "EAI_AGAIN"],
  ["TIMEOUT", "EAI_AGAIN"],
  ["UNREACHABLE", "EAI_AGAIN"],
]);

/**
 * A function for the `lookup` option of `net.connect`, `tls.connect` and `http.request`, and for agents, in the place of Node's `dns.lookup`: the
 * resolver is asked, without a thread and with a cache. It takes the same options: `family`, `all`, `hints`, `order` and `verbatim`.
 * Its errors have Node's codes, and the resolver's `DNSLookupError` as their `cause`.
 *
 *     http.get("http://example.com/", { lookup: nodeLookup(resolver) });
 */
export function nodeLookup(
  resolver: StubResolver,
  { families = interfaceFamilies }: NodeLookupOptions = {},
): NodeLookup {
  return (hostname: string, given: LookupOptions | number | NodeLookupCallback, last?: NodeLookupCallback): void => {
    const callback = typeof given === "function" ? given : last;
    if (callback === undefined) throw new TypeError("lookup takes a callback");
    const options = typeof given === "object" ? given : typeof given === "number" ? { family: given } : {};
    find(resolver, hostname, options, families).then(
      (addresses) => {
        if (options.all === true)
          callback(
            null,
            addresses.map(({ host, family }) => ({ address: host, family })),
          );
        else callback(null, addresses[0]?.host ?? "", addresses[0]?.family);
      },
      (error: unknown) => {
        callback(nodeError(hostname, error), "");
      },
    );
  };
}

async function find(
  resolver: StubResolver,
  hostname: string,
  options: LookupOptions,
  families: () => ReadonlySet<4 | 6>,
): Promise<readonly ResolvedAddress[]> {
  const { hints = 0 } = options;
  const wanted = familyOf(options.family);
  // With both families or neither there is nothing to narrow down.
  const isNarrowed = (hints & ADDRCONFIG) !== 0 && !isIPv4(hostname) && !isIPv6(hostname);
  const [only, other] = isNarrowed ? [...families()] : [];
  const family = wanted ?? (other === undefined ? only : undefined);
  if (wanted === 6 && (hints & V4MAPPED) !== 0) return mapped(resolver, hostname, (hints & ALL) !== 0);
  const addresses = await resolver.resolve(hostname, family === undefined ? {} : { family });
  return inOrder(addresses, options.order ?? (options.verbatim === false ? "ipv4first" : "verbatim"));
}

/** IPv4 addresses in IPv6 clothes where there are no others, or with `all` beside the others (RFC 3493 §6.1). */
async function mapped(resolver: StubResolver, hostname: string, all: boolean): Promise<readonly ResolvedAddress[]> {
  const addresses = await resolver.resolve(hostname);
  const ipv6 = addresses.filter(({ family }) => family === 6);
  if (ipv6.length > 0 && !all) return ipv6;
  return addresses.map(({ host, family }) => ({ host: family === 6 ? host : `::ffff:${host}`, family: 6 }));
}

function familyOf(family: LookupOptions["family"]): 4 | 6 | undefined {
  if (family === 4 || family === "IPv4") return 4;
  return family === 6 || family === "IPv6" ? 6 : undefined;
}

function inOrder(addresses: readonly ResolvedAddress[], order: string): readonly ResolvedAddress[] {
  if (order === "verbatim") return addresses;
  const first = order === "ipv4first" ? 4 : 6;
  return [...addresses.filter(({ family }) => family === first), ...addresses.filter(({ family }) => family !== first)];
}

function nodeError(hostname: string, cause: unknown): NodeJS.ErrnoException {
  const code = (cause instanceof DNSLookupError ? nodeCodes.get(cause.code) : undefined) ?? "EAI_FAIL";
  const message = `getaddrinfo ${code} ${hostname}`;
  return Object.assign(new TwistError(message, { code, cause }), { syscall: "getaddrinfo", hostname });
}
