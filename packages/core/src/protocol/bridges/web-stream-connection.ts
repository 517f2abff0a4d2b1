import type {
  ReadableStream,
  ReadableStreamDefaultReader,
  WritableStream,
  WritableStreamDefaultWriter,
} from "node:stream/web";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import type { Address } from "../../transport/address.js";
import { Connection } from "../../transport/connection.js";
import { ConnectionDone, ConnectionLost, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { TextEncoding } from "../../transport/producer.js";

/** The two directions of a connection, as Web Streams. */
export interface WebStreamPair {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export interface WebStreamConnectionOptions {
  /** The time that the protocol's time-outs run on: a reactor. */
  readonly clock: ReactorTime;
  /** @default the pipe `web stream` */
  readonly peer?: Address;
}

/** From how many waiting bytes on `write` says that there is more than enough. */
const highWaterMark = 65_536;

/** A transport over a pair of Web Streams. Tie a protocol to it with `start`. It has no TLS of its own; `startTLSOver` can add it. */
export class WebStreamConnection extends Connection {
  readonly peer: Address;
  readonly host: Address;
  readonly secure = undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #bufferedBytes = 0;
  #full = false;
  #writeClosed = false;
  #reason: ConnectionEnd | undefined = undefined;
  #paused = false;
  /** Resolves the wait of a paused reading loop. */
  #resume: (() => void) | undefined = undefined;

  constructor(pair: WebStreamPair, options: WebStreamConnectionOptions) {
    super(options.clock);
    this.peer = options.peer ?? { type: "pipe", name: "web stream" };
    this.host = this.peer;
    this.#reader = pair.readable.getReader();
    this.#writer = pair.writable.getWriter();
  }

  override start(...args: Parameters<Connection["start"]>): void {
    super.start(...args);
    void this.#read();
    this.#writer.closed.catch((error: unknown) => {
      this.#lost(error);
    });
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  pauseReading(): void {
    this.#paused = true;
  }

  resumeReading(): void {
    this.#paused = false;
    this.#resume?.();
  }

  startTLS(): never {
    throw new TypeError("Web Streams have no TLS of their own. Use reactor.startTLSOver().");
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    const bytes = typeof data === "string" ? Buffer.from(data, encoding) : data;
    this.#bufferedBytes += bytes.length;
    this.#writer.write(bytes).then(
      () => {
        this.#sent(bytes.length);
      },
      (error: unknown) => {
        this.#lost(error);
      },
    );
    this.#full = this.#bufferedBytes >= highWaterMark;
    return !this.#full;
  }

  #sent(length: number): void {
    this.#bufferedBytes -= length;
    if (!this.#full || this.#bufferedBytes >= highWaterMark) return;
    this.#full = false;
    this.drained();
  }

  protected closeWrite(): void {
    this.#writeClosed = true;
    this.#writer.close().catch((error: unknown) => {
      this.#lost(error);
    });
  }

  protected close(): void {
    const closed = this.#writeClosed ? this.#writer.closed : this.#writer.close();
    closed.then(
      () => {
        void this.#stopReading();
        this.ended(this.#reason ?? new ConnectionDone());
      },
      (error: unknown) => {
        this.#lost(error);
      },
    );
  }

  protected abort(reason: ConnectionEnd): void {
    this.#reason ??= reason;
    const why = this.#reason;
    this.#bufferedBytes = 0;
    this.#writer.abort(why).catch(ignore);
    void this.#stopReading();
    queueMicrotask(() => {
      this.ended(why);
    });
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        while (this.#paused && this.connected) await this.#untilResumed();
        const { done, value } = await this.#reader.read();
        if (done) break;
        while (this.#paused && this.connected) await this.#untilResumed();
        this.received(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      }
      this.readEnded();
    } catch (error) {
      this.#lost(error);
    }
  }

  #untilResumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  async #stopReading(): Promise<void> {
    this.#resume?.();
    try {
      await this.#reader.cancel();
    } catch {
      // It is over one way or the other.
    }
  }

  #lost(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#reason ??= new ConnectionLost(`The connection was lost: ${message}`, { cause: error });
    void this.#stopReading();
    this.ended(this.#reason);
  }
}

function ignore(): void {
  // The stream is over one way or the other.
}
