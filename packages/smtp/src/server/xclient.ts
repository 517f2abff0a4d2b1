import { type IPAddress, ipAddress, isIPv4, isIPv6 } from "@twist/core";
import type { Attributes } from "../commands/attributes.js";
import { SMTPReplyError } from "../wire/smtp-reply-error.js";

/** The client that XCLIENT's ADDR and PORT name; `undefined` where the proxy doesn't know. @throws {SMTPReplyError} where they are no address. */
export function clientOf(attributes: Attributes): IPAddress | undefined {
  const address = attributes.get("ADDR");
  if (address === undefined) return undefined;
  const host = /^ipv6:/i.test(address) ? address.slice(5) : address;
  const port = attributes.get("PORT") ?? "0";
  if ((!isIPv4(host) && !isIPv6(host)) || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw SMTPReplyError.of(501, "5.5.4", "ADDR and PORT are an IP address and a port");
  }
  return ipAddress("tcp", host, Number(port));
}
