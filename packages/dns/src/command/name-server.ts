import { isIPv4, isIPv6 } from "@twist/core";
import { OptionsError } from "@twist/core/application";
import type { UpstreamServer } from "../exchange/make-upstream.js";

/**
 * The server that an option such as `--forward` names: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`, or `tls:192.0.2.1@dns.example`
 * for DNS over TLS and the name that its certificate has to hold.
 *
 * @throws {OptionsError} where it names none.
 */
export function nameServer(option: string, text: string): UpstreamServer {
  const isTLS = text.startsWith("tls:");
  const rest = isTLS ? text.slice("tls:".length) : text;
  const [address, serverName, more] = rest.split("@");
  const { host, port } = hostAndPort(address ?? "");
  if (host === undefined || more !== undefined || (serverName !== undefined && (!isTLS || serverName === ""))) {
    throw new OptionsError(
      `${option} takes the address of a name server, such as 192.0.2.1, [2001:db8::1]:5353 or tls:192.0.2.1@dns.example, not ${text}`,
    );
  }
  return { host, port, transport: isTLS ? "tls" : "udp", serverName };
}

function hostAndPort(text: string): { host: string | undefined; port: number | undefined } {
  if (isIPv6(text)) return { host: text, port: undefined };
  const colon = text.lastIndexOf(":");
  const hasPort = colon !== -1 && text.lastIndexOf("]") < colon;
  const bare = hasPort ? text.slice(0, colon) : text;
  const host = bare.startsWith("[") && bare.endsWith("]") ? bare.slice(1, -1) : bare;
  const isAddress = bare.startsWith("[") ? isIPv6(host) : isIPv4(host);
  const port = hasPort ? portOf(text.slice(colon + 1)) : undefined;
  return { host: isAddress && (!hasPort || port !== undefined) ? host : undefined, port };
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : undefined;
}
