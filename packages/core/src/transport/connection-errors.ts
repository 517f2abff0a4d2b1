/**
 * How a connection ends, and why one could not be made or accepted. `connectionLost` is given one of the first
 * two; a Deferred of `connect` or `listen` fails with one of the others.
 */

import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/** The connection was closed in good order. */
export class ConnectionDone extends TwistError {
  constructor(message = "The connection was closed in good order.", options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECTION_DONE", ...options });
  }
}

/**
 * How nearly every connection ends, made without a stack trace: that would cost more than all the rest of the end of a
 * connection, and show only the event loop.
 */
export function connectionDone(): ConnectionDone {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const done = new ConnectionDone();
  Error.stackTraceLimit = stackTraceLimit;
  return done;
}

/** The connection broke: a reset, a time-out, an error on the wire (see `cause`). */
export class ConnectionLost extends TwistError {
  constructor(message = "The connection was lost.", options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECTION_LOST", ...options });
  }
}

/** Our own side broke it off: `abortConnection` was called, or the protocol threw (see `cause`). */
export class ConnectionAborted extends ConnectionLost {
  constructor(message = "The connection was aborted by this side.", options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECTION_ABORTED", ...options });
  }
}

/** What `connectionLost` is given. */
export type ConnectionEnd = ConnectionDone | ConnectionLost;

/** A connection could not be made. */
export class ConnectError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECT_FAILED", ...options });
  }
}

/** Nobody listens there. */
export class ConnectionRefusedError extends ConnectError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECTION_REFUSED", ...options });
  }
}

/** The peer, or its handshake, took longer than allowed. */
export class ConnectTimeoutError extends ConnectError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CONNECT_TIMEOUT", ...options });
  }
}

/** The name has no address, or the resolver failed. */
export class DNSLookupError extends ConnectError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "DNS_LOOKUP_FAILED", ...options });
  }
}

/** TLS could not be agreed on: an untrusted certificate, a wrong name, no common version or ALPN protocol. */
export class TLSHandshakeError extends ConnectError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "TLS_HANDSHAKE_FAILED", ...options });
  }
}

/** A port could not be listened on: it is in use, or not ours to use. The message says what to do. */
export class CannotListenError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CANNOT_LISTEN", ...options });
  }
}
