/**
 * The tunnel through an HTTP proxy (RFC 9110 §9.3.6): we send a CONNECT request, and once the proxy has answered 2xx the
 * connection is ours. Only the head of the answer is read here; what follows it belongs to the tunnel.
 */

import { Deferred } from "../deferred/deferred.js";
import { Protocol } from "../protocol/protocol.js";
import { ConnectError, type ConnectionEnd } from "../transport/connection-errors.js";
import type { Transport } from "../transport/transport.js";
import { sanitizeForLog } from "../wire/sanitize-for-log.js";

/** The largest head of an answer that is read. */
export const maxProxyResponseBytes = 16_384;

const endOfHead = "\r\n\r\n";

export interface HTTPConnectOptions {
  /** Where to: a name or a literal address. The proxy resolves names. */
  readonly host: string;
  readonly port: number;
  /** For `Proxy-Authorization: Basic` (RFC 7617). */
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** The open tunnel: the wire, and what came on it already. */
export interface Tunnel {
  readonly transport: Transport;
  readonly leftover: Buffer;
}

/** Asks for a tunnel as soon as it is connected. */
export class HTTPConnectProtocol extends Protocol {
  /** Fires with the tunnel, or fails with a `ConnectError` that says what the proxy answered. */
  readonly tunnel: Deferred<Tunnel> = new Deferred<Tunnel>(() => {
    this.transport.abortConnection();
  });
  readonly #options: HTTPConnectOptions;
  #received: Buffer = Buffer.alloc(0);
  #done = false;

  constructor(options: HTTPConnectOptions) {
    super();
    this.#options = options;
  }

  override connectionMade(): void {
    this.transport.write(formatConnectRequest(this.#options), "latin1");
  }

  override dataReceived(data: Buffer): void {
    if (this.#done) return;
    const searchFrom = Math.max(0, this.#received.length - endOfHead.length + 1);
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const end = this.#received.indexOf(endOfHead, searchFrom, "latin1");
    if (end === -1) {
      if (this.#received.length > maxProxyResponseBytes) this.#refuse("The proxy's answer has no end.");
      return;
    }
    const statusLine = this.#received.toString("latin1", 0, this.#received.indexOf("\r\n", 0, "latin1"));
    const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1];
    if (status === undefined) {
      this.#refuse(`The proxy did not answer in HTTP: "${sanitizeForLog(statusLine, 80)}".`);
    } else if (!status.startsWith("2")) {
      this.#refuse(`The proxy refused the tunnel: "${sanitizeForLog(statusLine, 80)}".`);
    } else {
      this.#done = true;
      this.tunnel.callback({ transport: this.transport, leftover: this.#received.subarray(end + endOfHead.length) });
    }
  }

  override connectionLost(reason: ConnectionEnd): void {
    if (this.#done) return;
    this.#done = true;
    this.tunnel.errback(new ConnectError("The proxy closed the connection before it answered.", { cause: reason }));
  }

  #refuse(message: string): void {
    this.#done = true;
    this.transport.abortConnection();
    this.tunnel.errback(new ConnectError(message));
  }
}

/** @throws {TypeError} where the host or the user could break out of its line. */
export function formatConnectRequest({ host, port, credentials }: HTTPConnectOptions): string {
  if (!/^[\x21-\x7e]+$/.test(host)) throw new TypeError("A tunnel's host must be plain ASCII without spaces.");
  if (credentials?.user.includes(":") === true) throw new TypeError('A proxy user can\'t have ":" in its name.');
  const authority = `${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
  const authorization =
    credentials === undefined
      ? ""
      : `Proxy-Authorization: Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}\r\n`;
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`;
}
