import type { ClientEndpoint } from "@twist/core";
import type { RequestFields } from "./request-options.js";

/** How one request gets to its server. */
export interface Route {
  /** Requests whose routes have the same key share connections: everything that tells connections apart must be in it. */
  readonly key: string;
  /** Whether the other end is a proxy that wants the whole URL as the target (RFC 9112 §3.2.2). */
  readonly absoluteForm: boolean;
  /** Fields for the other end alone, such as Proxy-Authorization. */
  readonly fields?: RequestFields | undefined;
  /** Where to connect to. Called for each new connection. */
  endpoint(): ClientEndpoint;
}

/** Finds the way to a server: directly, through a proxy, by a UNIX socket. */
export interface Connector {
  routeTo(url: URL): Route;
}
