/** What proxies do unless told otherwise, with the reasons. Times in milliseconds. */

/** Name resolution, connecting and TLS with the server: the client's own default. */
export { DEFAULT_CONNECT_TIMEOUT_MS } from "../client/client-defaults.js";
/** From the end of the request to the head of the answer: nginx's `proxy_read_timeout`. */
export const DEFAULT_PROXY_HEADERS_TIMEOUT_MS = 60_000;
/** Between two pieces of the answer, and for a server that takes nothing of the request: the same of nginx. */
export const DEFAULT_PROXY_BODY_GAP_TIMEOUT_MS = 60_000;
/** How long nothing may pass through a tunnel in either direction. WebSocket applications ping every 30 s or so. */
export const DEFAULT_TUNNEL_IDLE_TIMEOUT_MS = 300_000;
/** Requests that one upstream is sent at a time, each on a connection of its own: nginx's `worker_connections`, shared by both of its sides. */
export const DEFAULT_MAX_PENDING_PER_UPSTREAM = 512;
/** Requests that a forward proxy has under way at a time. */
export const DEFAULT_MAX_PENDING = 1024;
/** Tunnels at a time. */
export const DEFAULT_MAX_TUNNELS = 1024;
/** Tunnels at a time for one address: a browser has up to 6 for each of its sites, and several people may share an address. */
export const DEFAULT_MAX_TUNNELS_PER_ADDRESS = 256;
/** How many upstreams are tried for one request. */
export const DEFAULT_MAX_TRIES = 3;
/** So many failures in a row take an upstream out. */
export const DEFAULT_MAX_FAILURES = 3;
/** Protocols that Upgrade may switch to. Not `h2c`: through it requests would pass that no rule of the proxy sees. */
export const DEFAULT_UPGRADES: readonly string[] = Object.freeze(["websocket"]);
