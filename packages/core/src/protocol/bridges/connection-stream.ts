import { ConnectionDone, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { Transport } from "../../transport/transport.js";
import { Protocol } from "../protocol.js";
import { RoomSignal } from "./room-signal.js";

export interface ConnectionStreamOptions {
  /** How many received bytes may wait to be taken before the peer is slowed down. @default 65536 */
  readonly maxBufferedBytes?: number;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection for who would rather loop than be called:
 *
 *     const stream = await endpoint.connect(Factory.from(() => new ConnectionStream()));
 *     await stream.write("hello\n");
 *     for await (const chunk of stream) process.stdout.write(chunk);
 *
 * The loop ends with the peer's end of stream, and throws the `ConnectionLost` of a connection that broke. Leaving the loop closes the
 * connection. Nothing more is read from the peer while the loop is behind.
 */
export class ConnectionStream extends Protocol implements AsyncIterable<Buffer, undefined> {
  readonly #maxBufferedBytes: number;
  readonly #room = new RoomSignal();
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #paused = false;
  #readEnded = false;
  #end: ConnectionEnd | undefined = undefined;
  #reader: Waiting | undefined = undefined;
  readonly #writers: Waiting[] = [];
  readonly #closers: (() => void)[] = [];

  constructor(options: ConnectionStreamOptions = {}) {
    super();
    this.#maxBufferedBytes = options.maxBufferedBytes ?? 65_536;
  }

  override makeConnection(transport: Transport): void {
    transport.registerProducer(this.#room, { streaming: true });
    super.makeConnection(transport);
  }

  override dataReceived(data: Buffer): void {
    this.#chunks.push(data);
    this.#bufferedBytes += data.length;
    if (this.#bufferedBytes >= this.#maxBufferedBytes && !this.#paused) {
      this.#paused = true;
      this.transport.pauseReading();
    }
    this.#wakeReader();
  }

  override readConnectionLost(): void {
    this.#readEnded = true;
    this.#wakeReader();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#end = reason;
    this.#readEnded = true;
    this.#wakeReader();
    for (const writer of this.#writers.splice(0)) writer.reject(reason);
    for (const closed of this.#closers.splice(0)) closed();
  }

  /**
   * Sends `data`. Resolves once there is room for more, so awaiting it keeps memory bounded. Rejects with the reason once the connection
   * has ended.
   */
  write(data: Uint8Array | string): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (this.transport.write(data)) return Promise.resolve();
    if (this.transport.disconnecting) return Promise.reject(new ConnectionDone("The connection is being closed."));
    return new Promise((resolve, reject) => {
      this.#writers.push({ resolve, reject });
      this.#room.wait(() => {
        for (const writer of this.#writers.splice(0)) writer.resolve();
      });
    });
  }

  /** Closes our direction after what is written has gone out. The loop goes on until the peer closes its own. */
  end(): void {
    this.transport.unregisterProducer();
    this.transport.loseWriteConnection();
  }

  /** Closes the connection after what is written has gone out. Resolves once it has ended. */
  close(): Promise<void> {
    if (this.#end !== undefined) return Promise.resolve();
    this.transport.unregisterProducer();
    this.transport.loseConnection();
    return new Promise((resolve) => {
      this.#closers.push(resolve);
    });
  }

  /** Breaks the connection off. */
  abort(reason?: Error): void {
    this.transport.abortConnection(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return {
      next: () => this.#next(),
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #next(): Promise<IteratorResult<Buffer, undefined>> {
    for (;;) {
      const chunk = this.#take();
      if (chunk !== undefined) return { done: false, value: chunk };
      if (this.#end !== undefined && !(this.#end instanceof ConnectionDone)) throw this.#end;
      if (this.#readEnded) return { done: true, value: undefined };
      if (this.#reader !== undefined) throw new TypeError("Only one loop at a time may read from a connection.");
      await new Promise<void>((resolve, reject) => {
        this.#reader = { resolve, reject };
      });
    }
  }

  /** All that has come, as one, so that a loop that falls behind catches up. */
  #take(): Buffer | undefined {
    const [first] = this.#chunks;
    if (first === undefined) return undefined;
    const chunk = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bufferedBytes);
    this.#chunks = [];
    this.#bufferedBytes = 0;
    if (this.#paused) {
      this.#paused = false;
      this.transport.resumeReading();
    }
    return chunk;
  }

  #wakeReader(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.resolve();
  }
}
