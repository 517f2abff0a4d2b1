import { AddressList } from "@twist/core";
import { ExtendedError, ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import { Rcode } from "../../wire/rcode.js";
import type { DNSHandler } from "../dns-handler.js";

/** Which clients are let through. */
export interface AccessListOptions {
  /** Only these addresses and networks. @default all */
  readonly allow?: Iterable<string> | AddressList;
  /** None of these, also where `allow` has them. @default none */
  readonly deny?: Iterable<string> | AddressList;
}

/**
 * Refuses clients by their address, with REFUSED and, where they understand it, the reason (EDE 18). Clients that have no IP
 * address, such as those of a UNIX socket, are let through: who can reach that is the file system's concern.
 *
 * @throws {TypeError} @throws {RangeError} where an entry is neither address nor network.
 */
export function accessList({ allow, deny }: AccessListOptions): DNSHandler {
  const allowed = allow === undefined ? undefined : listOf(allow);
  const denied = listOf(deny ?? []);
  return (query, next) => {
    const { message, peer } = query;
    if (!("host" in peer)) return next(query);
    if (!denied.has(peer.host) && (allowed === undefined || allowed.has(peer.host))) return next(query);
    const reply = message.reply({ rcode: Rcode.REFUSED });
    reply.edns?.add(ExtendedError, { infoCode: ExtendedErrorCode.PROHIBITED, extraText: "" });
    return reply;
  };
}

/** This machine, and the networks that are nobody's on the Internet: the clients that a resolver serves where nobody says otherwise. */
export const LOCAL_NETWORKS: readonly string[] = Object.freeze([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);

function listOf(entries: Iterable<string> | AddressList): AddressList {
  return entries instanceof AddressList ? entries : new AddressList(entries);
}
