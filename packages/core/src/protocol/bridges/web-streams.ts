import {
  ByteLengthQueuingStrategy,
  ReadableStream,
  WritableStream,
  type ReadableStreamDefaultController,
} from "node:stream/web";
import { ConnectionDone, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { Transport } from "../../transport/transport.js";
import { Protocol } from "../protocol.js";
import { RoomSignal } from "./room-signal.js";

/** How many received bytes may wait in `readable` before the peer is slowed down. */
const highWaterMark = 65_536;

/**
 * A connection as a pair of Web Streams, with backpressure both ways. Closing `writable` closes our direction; once both are over
 * the connection is closed. Aborting `writable` aborts the connection, cancelling `readable` drops what still comes.
 */
export class WebStreams extends Protocol {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly #room = new RoomSignal();
  #reading: ReadableStreamDefaultController<Uint8Array> | undefined = undefined;
  #failWriting: ((reason: Error) => void) | undefined = undefined;
  #end: ConnectionEnd | undefined = undefined;
  #writeClosed = false;
  /** Rejects the write that waits for room. */
  #rejectWrite: ((reason: Error) => void) | undefined = undefined;

  constructor() {
    super();
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#reading = controller;
        },
        pull: () => {
          if (this.#end === undefined) (this.transport as Transport | undefined)?.resumeReading();
        },
        cancel: () => {
          this.#readIsOver();
          if (this.#end === undefined) this.transport.resumeReading();
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark }),
    );
    this.writable = new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#failWriting = (reason) => {
          controller.error(reason);
        };
      },
      write: (chunk) => this.#write(chunk),
      close: () => {
        this.#writeClosed = true;
        if (this.#end !== undefined) return;
        this.transport.unregisterProducer();
        if (this.#reading === undefined) this.transport.loseConnection();
        else this.transport.loseWriteConnection();
      },
      abort: (reason: unknown) => {
        this.transport.abortConnection(reason instanceof Error ? reason : new Error(String(reason)));
      },
    });
  }

  override makeConnection(transport: Transport): void {
    transport.registerProducer(this.#room, { streaming: true });
    super.makeConnection(transport);
  }

  override dataReceived(data: Buffer): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    reading.enqueue(data);
    if ((reading.desiredSize ?? 0) <= 0) this.transport.pauseReading();
  }

  override readConnectionLost(): void {
    this.#reading?.close();
    this.#readIsOver();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#end = reason;
    const reading = this.#reading;
    this.#reading = undefined;
    if (reason instanceof ConnectionDone) reading?.close();
    else reading?.error(reason);
    if (!this.#writeClosed) this.#failWriting?.(reason);
    this.#rejectWrite?.(reason);
  }

  #readIsOver(): void {
    this.#reading = undefined;
    if (this.#writeClosed && this.#end === undefined) this.transport.loseConnection();
  }

  #write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#end !== undefined) throw this.#end;
    if (this.transport.write(chunk)) return undefined;
    return new Promise((resolve, reject) => {
      this.#rejectWrite = reject;
      this.#room.wait(resolve);
    });
  }
}
