import { Duplex } from "node:stream";
import { ConnectionDone, ConnectionLost, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { RoomSignal } from "./room-signal.js";

type Done = (error?: Error | null) => void;

/**
 * A Node `Duplex` over any transport, so that what is written for streams (`node:tls`, `node:http2`, `pipeline`) runs on it: give it to
 * a factory or to `switchProtocol` as the protocol, and use it as the stream. Backpressure works both ways. `end()` closes our
 * direction only; `destroy()` closes the connection, with an error it aborts it.
 */
export class TransportDuplex extends Duplex implements StreamProtocol {
  #transport: Transport | undefined = undefined;
  #lost = false;
  /** Node gives one write at a time: it waits here until there is a transport, and until that has room again. */
  readonly #room = new RoomSignal();

  constructor() {
    super({ allowHalfOpen: true });
  }

  /** The transport; `undefined` before `makeConnection`. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  makeConnection(transport: Transport): void {
    this.#transport = transport;
    if (this.destroyed) {
      transport.loseConnection();
      return;
    }
    transport.registerProducer(this.#room, { streaming: true });
    this.#room.release();
  }

  dataReceived(data: Buffer): void {
    if (!this.push(data)) this.#transport?.pauseReading();
  }

  readConnectionLost(): void {
    this.push(null);
  }

  connectionLost(reason: ConnectionEnd): void {
    this.#lost = true;
    if (
      reason instanceof ConnectionDone &&
      (this.readableEnded || this.writableFinished || this.writableLength === 0)
    ) {
      // In good order: what is still in the read buffer may be read, then the end.
      if (!this.readableEnded) this.push(null);
      if (!this.writableEnded) this.end();
      this.#room.release();
      return;
    }
    this.destroy(
      reason instanceof ConnectionDone ? new ConnectionLost("The peer closed before everything was written.") : reason,
    );
  }

  override _read(): void {
    this.#transport?.resumeReading();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#whenReady((transport) => {
      if (transport.write(chunk) || this.#lost) done();
      else this.#room.wait(done);
    });
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: Done): void {
    this.#whenReady((transport) => {
      if (transport.writeSequence(chunks.map(({ chunk }) => chunk)) || this.#lost) done();
      else this.#room.wait(done);
    });
  }

  override _final(done: Done): void {
    this.#whenReady((transport) => {
      transport.unregisterProducer();
      transport.loseWriteConnection();
      done();
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    const transport = this.#transport;
    if (transport !== undefined && !this.#lost) {
      transport.unregisterProducer();
      if (error === null) transport.loseConnection();
      else transport.abortConnection(error);
    }
    done(error);
  }

  #whenReady(action: (transport: Transport) => void): void {
    const transport = this.#transport;
    if (transport !== undefined) {
      action(transport);
      return;
    }
    this.#room.wait(() => {
      this.#whenReady(action);
    });
  }
}
