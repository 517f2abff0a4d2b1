import { Duplex, type Readable, type Writable } from "node:stream";

/** One `Duplex` of a stream to read and a stream to write, for pipes that come in pairs. Both are closed with it. */
export class JoinedStreams extends Duplex {
  readonly #source: Readable;
  readonly #sink: Writable;

  constructor(source: Readable, sink: Writable) {
    super({ allowHalfOpen: true });
    this.#source = source;
    this.#sink = sink;
    source.pause();
    source.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) source.pause();
    });
    source.on("end", () => {
      this.push(null);
    });
    source.on("close", () => {
      if (!source.readableEnded) this.destroy();
    });
    sink.on("close", () => {
      if (!sink.writableFinished) this.destroy();
    });
    source.on("error", this.#failed);
    sink.on("error", this.#failed);
  }

  readonly #failed = (error: Error): void => {
    this.destroy(error);
  };

  override _read(): void {
    this.#source.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#sink.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sink.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.destroy();
    this.#sink.destroy();
    done(error);
  }
}
