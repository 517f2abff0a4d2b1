/**
 * What a wire is, and what it expects of whoever speaks on it. A protocol knows this contract and nothing of sockets;
 * that is why the same protocol runs over TCP, TLS, a UNIX socket, a child process or memory.
 *
 * The order of calls on a protocol: `makeConnection` once; then any number of `dataReceived`, `readConnectionLost` at most
 * once (only where the protocol has it), `handshakeCompleted` after each TLS handshake; at last `connectionLost`, exactly once.
 */

import type { ReactorTime } from "../deferred/reactor-time.js";
import type { Address } from "./address.js";
import type { ConnectionEnd } from "./connection-errors.js";
import type { Consumer, TextEncoding } from "./producer.js";
import type { StartTLSOptions, TLSInfo } from "./tls-options.js";

/** How `loseConnection` closes. */
export interface LoseConnectionOptions {
  /**
   * The peer has said, in the protocol's own words, that it sends nothing more, and all of it has come. The wire need not wait
   * then for the peer to close its side too, which it otherwise does so that nothing that is still on its way resets the
   * connection. @default false
   */
  readonly peerIsDone?: boolean;
}

/** A connected, ordered, reliable stream of bytes (Twisted's ITransport). */
export interface Transport extends Consumer {
  /** The other end. */
  readonly peer: Address;
  /** Our end. */
  readonly host: Address;
  /** Set once a TLS handshake is completed. */
  readonly secure: TLSInfo | undefined;
  /** The time that this wire lives in: a protocol's time-outs run on it, so that they are virtual where the wire is. */
  readonly clock: ReactorTime;
  /** False from the moment that the protocol's `connectionLost` is due. */
  readonly connected: boolean;
  /** True between `loseConnection` and the end: what is written now is dropped. */
  readonly disconnecting: boolean;
  /** How many written bytes wait to go out. */
  readonly bufferedBytes: number;
  /**
   * Whether bytes that have gone out are nobody's any more: while `bufferedBytes` is 0, the memory of all that was written may be
   * used again. Not so on a wire in memory, where they become the other end's. @default false
   */
  readonly releasesWrites?: boolean;

  /**
   * Sends `data`. What is written in one turn of the event loop goes out together. The bytes must not be changed afterwards
   * (save for what `releasesWrites` allows).
   * @returns false where the buffer is above its high-water mark: a producer would be paused now. Always false once the
   *   connection is lost or being lost; the data is then dropped.
   */
  write(data: Uint8Array | string, encoding?: TextEncoding): boolean;
  /** Sends all of `chunks`, in order, as one `write`. */
  writeSequence(chunks: readonly (Uint8Array | string)[]): boolean;
  /** Closes once everything written, and everything that a registered producer still makes, has gone out. */
  loseConnection(options?: LoseConnectionOptions): void;
  /** Closes our direction only, after what is written has gone out: the peer reads the end, we can still receive. */
  loseWriteConnection(): void;
  /** Closes now. What has not gone out is dropped; `connectionLost` gets a `ConnectionAborted` with `reason` as its cause. */
  abortConnection(reason?: Error): void;
  /** No `dataReceived` until `resumeReading`: the peer is slowed down in the end. May be called at any time. */
  pauseReading(): void;
  resumeReading(): void;
  /**
   * Turns this wire into TLS, from the next byte on, in both directions. What was written before goes out in clear first.
   * @param leftover Bytes already received that the protocol did not use. If there are any, somebody put them there before the
   *   handshake (the STARTTLS injection, CVE-2011-0411), and the connection is aborted.
   * @throws {TypeError} where this transport cannot do TLS, or does already and cannot nest it.
   */
  startTLS(options: StartTLSOptions, leftover?: Uint8Array): void;
  /**
   * Hands this wire to `next`, which gets `makeConnection` and then `leftover`, before anything that comes later. The protocol
   * that had it hears no more, not even `connectionLost`.
   */
  switchProtocol(next: StreamProtocol, leftover?: Buffer): void;
}

/** What a transport drives (Twisted's IProtocol). The `Protocol` class is the usual way to have one. */
export interface StreamProtocol {
  makeConnection(transport: Transport): void;
  /** `data` is the protocol's to keep. */
  dataReceived(data: Buffer): void;
  /** After this no method of the protocol is called. */
  connectionLost(reason: ConnectionEnd): void;
  /**
   * The peer closed its direction; ours is still open. A protocol without this method has its whole connection closed instead,
   * in good order.
   */
  readConnectionLost?(): void;
  /**
   * The server is stopping: finish what is in flight, begin nothing new, then lose the connection. Without this method the connection is
   * closed at once, in good order.
   */
  finishConnection?(): void;
  /** TLS is on: `transport.secure` says how. */
  handshakeCompleted?(): void;
}
