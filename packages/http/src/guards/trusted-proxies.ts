import { type Address, AddressList, isIPv4, isIPv6 } from "@twist/core";
import type { HTTPRequest } from "../server/http-request.js";
import { parseList } from "../wire/list.js";
import { parseAuthority } from "../wire/authority.js";
import { parseParameterized } from "../wire/parameters.js";
import { trimOWS } from "../wire/octets.js";

/** Who made a request, as far as it can be believed. */
export interface ForwardedClient {
  /** The client's IP address; `undefined` where a trusted proxy doesn't tell it, or it came over a wire that has none. */
  readonly address: string | undefined;
  readonly scheme: "http" | "https";
  /** The host that the client asked for, with its port where one was given. */
  readonly authority: string;
}

/**
 * Which fields the proxies write: `Forwarded` (RFC 7239), or the older `X-Forwarded-For`, `-Proto` and `-Host`. One that a proxy doesn't write it must take out,
 * or the client's own would be believed.
 */
export type ForwardedStyle = "forwarded" | "x-forwarded";

/** What trusted proxies are. */
export interface TrustedProxiesOptions {
  /** The one style that they write. Fields of the other are never looked at: a proxy that doesn't know them hands on what the client made up. @default "x-forwarded" */
  readonly style?: ForwardedStyle;
  /** Whether a UNIX socket, pipe or wire in memory, which has no IP address, is a trusted proxy's. @default false */
  readonly trustLocal?: boolean;
}

/** One proxy's word about whom it had the request from. */
interface Hop {
  readonly address: string | undefined;
  readonly scheme: ForwardedClient["scheme"] | undefined;
  readonly authority: string | undefined;
}

/** More hops than this are made up. */
const MAX_HOPS = 32;

/**
 * Finds out who made a request that came through proxies. Each proxy adds at the right end whom it had the request from. So the list is read from the right: as
 * long as the one who speaks is a trusted proxy it is believed, and the first address that isn't one is the client. What stands to the left of it is only that
 * client's word. From a peer that isn't on the list, nothing is believed.
 *
 *     const proxies = new TrustedProxies(["10.0.0.0/8"]);
 *     const { address, scheme } = proxies.clientOf(request);
 */
export class TrustedProxies {
  readonly #trusted: AddressList;
  readonly #style: ForwardedStyle;
  readonly #trustLocal: boolean;

  /** @param trusted Addresses and networks. @throws as `AddressList`. */
  constructor(trusted: Iterable<string> | AddressList, options: TrustedProxiesOptions = {}) {
    this.#trusted = trusted instanceof AddressList ? trusted : new AddressList(trusted);
    this.#style = options.style ?? "x-forwarded";
    this.#trustLocal = options.trustLocal ?? false;
  }

  /** Whether `peer` is a trusted proxy. */
  trusts(peer: Address): boolean {
    return peer.type === "tcp" || peer.type === "udp" ? this.#trusted.has(peer.host) : this.#trustLocal;
  }

  clientOf(request: HTTPRequest): ForwardedClient {
    const { peer } = request;
    let address = peer.type === "tcp" || peer.type === "udp" ? peer.host : undefined;
    let scheme: ForwardedClient["scheme"] = request.secure === undefined ? "http" : "https";
    let { authority } = request;
    let trusted = this.trusts(peer);
    if (!trusted) return { address, scheme, authority };
    const hops = this.#style === "forwarded" ? forwardedHops(request) : xForwardedHops(request);
    for (let hop = hops.pop(); hop !== undefined && trusted; hop = hops.pop()) {
      address = hop.address;
      scheme = hop.scheme ?? scheme;
      authority = hop.authority ?? authority;
      trusted = address !== undefined && this.#trusted.has(address);
    }
    return { address, scheme, authority };
  }
}

/**
 * RFC 7239 §4:
 *
 *     Forwarded         = 1#forwarded-element
 *     forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
 */
function forwardedHops(request: HTTPRequest): Hop[] {
  return lastMembers(request, "forwarded").map((element) => {
    const parameters = parseParameterized(`;${element}`)?.parameters ?? [];
    const get = (name: string): string | undefined => parameters.find(([key]) => key === name)?.[1];
    return hopOf(get("for"), get("proto"), get("host"));
  });
}

/** The three lists are of one length where every proxy writes all; where they aren't, only their right ends belong together. */
function xForwardedHops(request: HTTPRequest): Hop[] {
  const addresses = lastMembers(request, "x-forwarded-for");
  const schemes = lastMembers(request, "x-forwarded-proto");
  const hosts = lastMembers(request, "x-forwarded-host");
  return addresses.map((address, index) => {
    const fromRight = addresses.length - index;
    return hopOf(address, schemes[schemes.length - fromRight], hosts[hosts.length - fromRight]);
  });
}

function lastMembers(request: HTTPRequest, name: string): string[] {
  return request.headers
    .getAll(name)
    .flatMap((value) => parseList(value))
    .slice(-MAX_HOPS);
}

function hopOf(node: string | undefined, scheme: string | undefined, host: string | undefined): Hop {
  const lower = scheme?.toLowerCase();
  return {
    address: node === undefined ? undefined : addressOf(trimOWS(node)),
    scheme: lower === "http" || lower === "https" ? lower : undefined,
    authority: host === undefined || parseAuthority(host) === undefined ? undefined : host,
  };
}

/** RFC 7239 §6: `node = nodename [ ":" node-port ]`, an IPv6 address in brackets; X-Forwarded-For also has it without. */
function addressOf(node: string): string | undefined {
  if (isAddress(node)) return node;
  const host = parseAuthority(node)?.host;
  if (host === undefined) return undefined;
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  return isAddress(bare) ? bare : undefined;
}

function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}
