/**
 * What Twist tells `node:diagnostics_channel`. A message is only built when somebody has subscribed, so a channel that
 * nobody listens to costs one test.
 *
 * | channel | when | message |
 * | --- | --- | --- |
 * | `twist:connection:open` | a connection is made or accepted | `{ transport }` |
 * | `twist:connection:close` | a connection is over | `{ transport, reason }` |
 * | `twist:connection:refused` | a connection was turned away by a limit or a factory | `{ peer, reason }` |
 * | `twist:port:listen` | a port accepts connections | `{ address }` |
 * | `twist:port:close` | a port is closed | `{ address }` |
 * | `twist:tls:handshake` | a TLS handshake is completed | `{ transport }` |
 * | `twist:tls:failure` | a TLS handshake failed | `{ peer, error }` |
 * | `twist:auth:success` | a login succeeded | `{ peer, user, kind }` |
 * | `twist:auth:failure` | a login failed | `{ peer, kind }` |
 * | `twist:error:unhandled` | a Deferred failed and nobody handled it | `{ error }` |
 * | `twist:service:start` | a service has started | `{ service }` |
 * | `twist:service:stop` | a service has stopped | `{ service }` |
 */

import { channel } from "node:diagnostics_channel";

const opened = channel("twist:connection:open");
const closed = channel("twist:connection:close");
const refused = channel("twist:connection:refused");
const listening = channel("twist:port:listen");
const stopped = channel("twist:port:close");
const handshake = channel("twist:tls:handshake");
const handshakeFailure = channel("twist:tls:failure");
const authSuccess = channel("twist:auth:success");
const authFailure = channel("twist:auth:failure");
const unhandled = channel("twist:error:unhandled");
const serviceStart = channel("twist:service:start");
const serviceStop = channel("twist:service:stop");

export function connectionOpened(transport: object): void {
  if (opened.hasSubscribers) opened.publish({ transport });
}

export function connectionClosed(transport: object, reason: Error): void {
  if (closed.hasSubscribers) closed.publish({ transport, reason });
}

let refusals = 0;

/** How many refusals have been told of: who calls a factory sees by it whether a policy in there has done so already. */
export function refusalCount(): number {
  return refusals;
}

export function connectionRefused(peer: object | undefined, reason: string): void {
  refusals++;
  if (refused.hasSubscribers) refused.publish({ peer, reason });
}

export function portListening(address: object): void {
  if (listening.hasSubscribers) listening.publish({ address });
}

export function portClosed(address: object): void {
  if (stopped.hasSubscribers) stopped.publish({ address });
}

export function tlsHandshakeDone(transport: object): void {
  if (handshake.hasSubscribers) handshake.publish({ transport });
}

export function tlsHandshakeFailed(peer: object | undefined, error: unknown): void {
  if (handshakeFailure.hasSubscribers) handshakeFailure.publish({ peer, error });
}

export function authSucceeded(peer: object | undefined, user: string, kind: string): void {
  if (authSuccess.hasSubscribers) authSuccess.publish({ peer, user, kind });
}

export function authFailed(peer: object | undefined, kind: string): void {
  if (authFailure.hasSubscribers) authFailure.publish({ peer, kind });
}

export function errorUnhandled(error: unknown): void {
  if (unhandled.hasSubscribers) unhandled.publish({ error });
}

export function serviceStarted(service: object): void {
  if (serviceStart.hasSubscribers) serviceStart.publish({ service });
}

export function serviceStopped(service: object): void {
  if (serviceStop.hasSubscribers) serviceStop.publish({ service });
}
