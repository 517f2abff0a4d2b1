import {
  type ClientEndpoint,
  clientFromString,
  parseDescription,
  reactor as processReactor,
  TCPClientEndpoint,
  TLSClientEndpoint,
} from "@twist/core";
import type { SMTPSecurity, SMTPTargetOptions } from "./connect-options.js";

/** The way to a server, worked out from what was said of it. */
export interface ServerRoute {
  readonly endpoint: ClientEndpoint;
  /** `undefined`: STARTTLS, unless the connection turns out to be safe already. */
  readonly security: SMTPSecurity | undefined;
  /** Whom the server's certificate is checked against, where we know. */
  readonly serverName: string | undefined;
}

const implicitTLSPort = 465;
const submissionPort = 587;
const relayPort = 25;

/** @throws {TypeError} where the options contradict each other. @throws {EndpointDescriptionError} */
export function serverRoute(options: SMTPTargetOptions): ServerRoute {
  const { host, endpoint, security, auth } = options;
  if ((host === undefined) === (endpoint === undefined)) throw new TypeError("give either a host or an endpoint");
  if (security === "opportunistic" && auth !== undefined) {
    throw new TypeError('"opportunistic" security keeps no password safe: use "starttls" or "tls" with auth');
  }
  return host === undefined ? routeByEndpoint(options) : routeByHost(host, options);
}

function routeByHost(host: string, options: SMTPTargetOptions): ServerRoute {
  const { reactor = processReactor, tls } = options;
  const security =
    options.security ?? (options.port === undefined || options.port === implicitTLSPort ? "tls" : "starttls");
  const port = options.port ?? defaultPort(security);
  const endpoint =
    security === "tls"
      ? new TLSClientEndpoint(reactor, host, port, tls === undefined ? {} : { tls })
      : new TCPClientEndpoint(reactor, host, port);
  return { endpoint, security, serverName: host };
}

function routeByEndpoint({ endpoint, reactor = processReactor, security, port }: SMTPTargetOptions): ServerRoute {
  if (port !== undefined) throw new TypeError("the port belongs to host; an endpoint has its own");
  if (endpoint === undefined) throw new TypeError("give either a host or an endpoint");
  if (typeof endpoint !== "string") return { endpoint, security, serverName: undefined };
  return { endpoint: clientFromString(reactor, endpoint), security, serverName: hostIn(endpoint) };
}

function defaultPort(security: SMTPSecurity): number {
  if (security === "tls") return implicitTLSPort;
  return security === "starttls" ? submissionPort : relayPort;
}

/** The host that `tcp:HOST:PORT` and `tls:HOST:PORT` name. */
function hostIn(endpoint: string): string | undefined {
  const { prefix, args } = parseDescription(endpoint);
  if (prefix !== "tcp" && prefix !== "tls") return undefined;
  return args.find(({ key }) => key === undefined || key === "host")?.value.replace(/^\[|\]$/g, "");
}
