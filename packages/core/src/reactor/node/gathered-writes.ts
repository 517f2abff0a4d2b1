import type { Writable } from "node:stream";

/** Many small chunks that make up no more than this are copied together, which is cheaper than a gathered write. */
const coalesceBytes = 65_536;

/** What a connection has written in this turn of the event loop, to be handed to its stream as one write. */
export class GatheredWrites {
  /** How many bytes are waiting. */
  length = 0;
  /** A flush will come by itself: at the end of the running `dataReceived`, or of the turn. */
  flushIsDue = false;
  /** `write` said that there is more than enough, and nobody has been told yet that there is room again. */
  full = false;
  /** The stream's `drain` is listened for. */
  listensForDrain = false;
  /** Nearly always there is one chunk; the array is only made for a second. */
  #first: Uint8Array | undefined = undefined;
  #all: Uint8Array[] | undefined = undefined;

  /** True where it holds nothing and nothing is due: it may serve another connection. */
  get isIdle(): boolean {
    return this.length === 0 && !this.flushIsDue && !this.full && !this.listensForDrain;
  }

  /** True where so much is waiting that gathering more would gain nothing. */
  get isLarge(): boolean {
    return this.length >= coalesceBytes;
  }

  add(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.#first === undefined) this.#first = bytes;
    else if (this.#all === undefined) this.#all = [this.#first, bytes];
    else this.#all.push(bytes);
  }

  clear(): void {
    this.length = 0;
    this.#first = undefined;
    this.#all = undefined;
  }

  /** Writes all of it to `stream`. */
  flushTo(stream: Writable): void {
    const first = this.#first;
    if (first === undefined) return;
    const all = this.#all;
    const { length } = this;
    this.clear();
    if (all === undefined) {
      stream.write(first);
    } else if (length <= coalesceBytes) {
      stream.write(Buffer.concat(all, length));
    } else {
      stream.cork();
      for (const chunk of all) stream.write(chunk);
      stream.uncork();
    }
  }
}
