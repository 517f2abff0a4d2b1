import { isIPv6 } from "@twist/core";
import type { TrustedProxies } from "../guards/trusted-proxies.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { Headers } from "../wire/headers.js";
import { quoteIfNeeded } from "../wire/parameters.js";

/** Which fields tell an upstream who asked: X-Forwarded-For, -Proto and -Host, or Forwarded (RFC 7239), both, or none. */
export type ForwardedFieldStyle = "x-forwarded" | "forwarded" | "both" | "none";

/**
 * Tells upstreams who asked. From a peer that isn't a trusted proxy, whatever says so already is taken out: it is the client's own invention. From one that is, it
 * is added to.
 */
export class ForwardedFields {
  readonly #style: ForwardedFieldStyle;
  readonly #trusted: TrustedProxies | undefined;

  constructor(style: ForwardedFieldStyle, trusted: TrustedProxies | undefined) {
    this.#style = style;
    this.#trusted = trusted;
  }

  /**
   * Whether a field of this name (in lower case) that `request` came with is handed on. Names with an underscore for a hyphen count as the same: behind CGI and
   * its kin they are.
   */
  isBelievable(name: string, request: HTTPRequest): boolean {
    if (!name.includes("forwarded") && !name.includes("real")) return true;
    const hyphened = name.replaceAll("_", "-");
    if (!hyphened.startsWith("x-forwarded") && hyphened !== "forwarded" && hyphened !== "x-real-ip") return true;
    if (hyphened !== name || this.#trusted?.trusts(request.peer) !== true) return false;
    // What we don't write stays what the trusted proxy has written of the hop before it, which would be taken for ours.
    if (this.#style === "x-forwarded") return name !== "forwarded";
    if (this.#style === "forwarded") return name === "forwarded";
    return true;
  }

  /** Adds the hop that `request` came by. */
  add(headers: Headers, request: HTTPRequest): void {
    if (this.#style === "none") return;
    const { peer, authority } = request;
    const address = peer.type === "tcp" || peer.type === "udp" ? withoutZone(peer.host) : undefined;
    const scheme = request.secure === undefined ? "http" : "https";
    if (this.#style !== "forwarded") {
      if (address !== undefined) extend(headers, "X-Forwarded-For", address);
      if (!headers.has("x-forwarded-proto")) headers.append("X-Forwarded-Proto", scheme);
      if (authority !== "" && !headers.has("x-forwarded-host")) headers.append("X-Forwarded-Host", authority);
    }
    if (this.#style !== "x-forwarded") {
      const host = authority === "" ? "" : `;host=${quoteIfNeeded(authority)}`;
      extend(headers, "Forwarded", `for=${forwardedNode(address)};proto=${scheme}${host}`);
    }
  }
}

function extend(headers: Headers, name: string, member: string): void {
  const present = headers.get(name);
  headers.set(name, present === undefined || present === "" ? member : `${present}, ${member}`);
}

/** RFC 7239 §6: an IPv6 address stands in brackets and quotes; who has no address is unknown. */
function forwardedNode(address: string | undefined): string {
  if (address === undefined) return "unknown";
  return isIPv6(address) ? `"[${address}]"` : address;
}

function withoutZone(host: string): string {
  const zone = host.indexOf("%");
  return zone < 0 ? host : host.substring(0, zone);
}
