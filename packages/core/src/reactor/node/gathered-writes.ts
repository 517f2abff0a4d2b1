import type { Writable } from "node:stream";

/** Many small chunks that make up no more than this are copied together, which is cheaper than a gathered write. */
const coalesceBytes = 65_536;

/**
 * Chunks as large as this on average aren't: a copy of them is new memory outside of the heap, of which the garbage collector has to be told, and after some tens of
 * megabytes it looks through all of the heap for it. That costs more than to hand over the chunks one by one.
 */
const largeChunkBytes = 2_048;

/** Bytes, or text each character of which stands for one byte: a socket takes such text as it is, which saves making a Buffer of it. */
export type WrittenData = Uint8Array | string;

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
  #first: WrittenData | undefined = undefined;
  #all: Uint8Array[] | undefined = undefined;

  /** True where it holds nothing and nothing is due: it may serve another connection. */
  get isIdle(): boolean {
    return this.length === 0 && !this.flushIsDue && !this.full && !this.listensForDrain;
  }

  /** True where so much is waiting that gathering more would gain nothing. */
  get isLarge(): boolean {
    return this.length >= coalesceBytes;
  }

  /** @param data Text only where the stream is one of Node's sockets: another `Duplex` may have made up its mind to get bytes. */
  add(data: WrittenData): void {
    this.length += data.length;
    if (this.#first === undefined) this.#first = data;
    else if (this.#all === undefined) this.#all = [toBytes(this.#first), toBytes(data)];
    else this.#all.push(toBytes(data));
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
      if (typeof first === "string") stream.write(first, "latin1");
      else stream.write(first);
    } else if (length <= coalesceBytes && (length <= all.length * largeChunkBytes || !gathers(stream))) {
      stream.write(Buffer.concat(all, length));
    } else {
      stream.cork();
      for (const chunk of all) stream.write(chunk);
      stream.uncork();
    }
  }
}

/** Whether chunks that are written while `stream` is corked go out as one. A `Duplex` of somebody's own may take them one by one. */
function gathers(stream: Writable): boolean {
  return typeof stream._writev === "function";
}

function toBytes(data: WrittenData): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, "latin1") : data;
}

/** What the last connection that fell idle has left. */
let spare: GatheredWrites | undefined;

/** For a connection that begins to write. */
export function takeWrites(): GatheredWrites {
  const writes = spare ?? new GatheredWrites();
  spare = undefined;
  return writes;
}

/** Keeps an idle connection from holding what it needs only while it writes: the next one that writes gets it. @param writes Idle. */
export function giveBackWrites(writes: GatheredWrites): void {
  spare = writes;
}
