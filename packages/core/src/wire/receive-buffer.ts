import { asBuffer } from "./as-buffer.js";
import { findByte } from "./find-byte.js";
import { LimitExceededError } from "./limit-exceeded-error.js";
import { assertLimit, defaultLimits } from "./limits.js";

/**
 * Received bytes that wait to be understood, in one piece of memory.
 *
 * Linear time is the point of it. An empty buffer adopts the next chunk as it is, so that items that lie whole in a
 * chunk are slices of it and nothing is copied. A chunk that joins others is copied behind them, into storage that
 * grows by doubling. A search goes on where the last one stopped. So N bytes cost O(N), one at a time or all at once.
 *
 * Bytes once written are never moved or overwritten in place: storage is replaced, not reused. That is why what has
 * been taken stays valid without a copy. It shares memory with its neighbours, so who keeps a small item for long
 * copies it (`Buffer.from(item)`). What stays in here is copied out of the chunk it came in as soon as the chunk is
 * much larger; an empty buffer holds no memory.
 *
 * "Not enough bytes yet" is `undefined` (or -1), never an exception.
 */

/** Storage is made no smaller than this. V8 keeps typed arrays up to this size on its own heap, which is cheap. */
const smallestStorage = 64;

/** Bytes waiting in memory at least this many times their number are copied out, so that they don't pin it. */
const wasteFactor = 4;

const nothing = Buffer.alloc(0);

/** Options of `ReceiveBuffer`. */
export interface ReceiveBufferOptions {
  /** Bytes that may wait at a time. @default 1_048_576, `defaultLimits.maxBufferedBytes` */
  readonly maxBufferedBytes?: number;
}

/** Accumulates incoming chunks and gives them out as items, in linear time and bounded memory. */
export class ReceiveBuffer {
  readonly #maxBufferedBytes: number;
  #storage: Buffer = nothing;
  /** Whether the storage was made here, for this buffer alone. */
  #owned = false;
  /** The unread bytes are those of the storage from here … */
  #start = 0;
  /** … to before here. */
  #end = 0;
  /** What was searched for last, and the place in the storage before which no occurrence of it ends. */
  #needle: number | Uint8Array = -1;
  #searchedTo = 0;
  #work = 0;

  /** Throws a `RangeError` for a limit that is none. */
  constructor(options: ReceiveBufferOptions = {}) {
    const { maxBufferedBytes = defaultLimits.maxBufferedBytes } = options;
    assertLimit("maxBufferedBytes", maxBufferedBytes);
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  /** How many bytes wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** How many bytes this buffer has looked at in searches or copied, in its life: what tests of linear time count. */
  get work(): number {
    return this.#work;
  }

  /**
   * Adds a chunk at the end. The buffer may keep the chunk itself, so its bytes must not change afterwards.
   * Throws `LimitExceededError`, and adds nothing, if more than `maxBufferedBytes` would wait.
   */
  append(chunk: Uint8Array): void {
    const size = chunk.length;
    if (size === 0) return;
    this.#checkRoom(size);
    if (this.#start === this.#end) {
      this.#adopt(chunk);
      return;
    }
    if (!this.#owned || this.#storage.length - this.#end < size) {
      const { length } = this;
      // A chunk larger than what waits pays for the move by itself. Smaller ones get room for as much again.
      this.#relocate(size >= length ? length + size : 2 * (length + size));
    }
    this.#storage.set(chunk, this.#end);
    this.#end += size;
    this.#work += size;
  }

  /**
   * Puts bytes that were taken back in front of those that wait. The buffer may keep the array itself, so its bytes
   * must not change afterwards. Throws `LimitExceededError`, and adds nothing, if more than `maxBufferedBytes` would wait.
   */
  prepend(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#checkRoom(chunk.length);
    const rest = this.takeAll();
    this.#adopt(chunk);
    this.append(rest);
  }

  /**
   * Where the first `needle` (a byte, or a sequence of bytes) begins, counted from the first waiting byte; -1 if it
   * isn't there yet. A search for the same needle, in a sequence the same array, goes on where the last one ended.
   * Throws a `RangeError` for an empty sequence.
   */
  indexOf(needle: number | Uint8Array): number {
    if (typeof needle === "number") return this.#search(needle, needle, 1);
    const last = needle[needle.length - 1];
    if (last === undefined) throw new RangeError("an empty sequence can't be searched for");
    return this.#search(needle, last, needle.length);
  }

  /**
   * What stands before the first `delimiter`; the delimiter itself is dropped. `undefined` if it isn't there yet.
   * Throws `LimitExceededError`, and takes nothing, once it is certain that what stands before it is over `maxBytes`.
   */
  takeUntil(delimiter: number | Uint8Array, maxBytes: number): Buffer | undefined {
    const size = typeof delimiter === "number" ? 1 : delimiter.length;
    const found = this.indexOf(delimiter);
    // Without the delimiter, the last bytes may be the beginning of it.
    const least = found === -1 ? this.length - (size - 1) : found;
    if (least > maxBytes) throw new LimitExceededError("maxBytes", maxBytes);
    if (found === -1) return undefined;
    const item = this.take(found);
    this.skip(size);
    return item;
  }

  /** The next `size` bytes, or `undefined` if fewer wait. Throws a `RangeError` if `size` isn't a size. */
  take(size: number): Buffer | undefined {
    const item = this.peek(size);
    if (item !== undefined) this.#consume(size);
    return item;
  }

  /** The next `size` bytes without taking them, or `undefined` if fewer wait. Throws a `RangeError` if `size` isn't a size. */
  peek(size: number): Buffer | undefined {
    if (!(size >= 0)) throw new RangeError(`a number of bytes can't be ${String(size)}`);
    if (size > this.length) {
      this.compact();
      return undefined;
    }
    return size === 0 ? nothing : this.#storage.subarray(this.#start, this.#start + size);
  }

  /** The next `size` bytes, or as many as wait if they are fewer; empty if none do. */
  takeUpTo(size: number): Buffer {
    return size >= this.length ? this.takeAll() : (this.take(size) ?? nothing);
  }

  /** Everything that waits; empty if nothing does. */
  takeAll(): Buffer {
    const { length } = this;
    const all = length === this.#storage.length ? this.#storage : this.#storage.subarray(this.#start, this.#end);
    this.clear();
    return all;
  }

  /** Drops the next `size` bytes. Throws a `RangeError` if fewer wait. */
  skip(size: number): void {
    if (!(size >= 0 && size <= this.length)) {
      throw new RangeError(`can't skip ${String(size)} bytes where ${String(this.length)} wait`);
    }
    this.#consume(size);
  }

  /** The byte at `offset` from the first waiting one, without taking it; `undefined` if it hasn't come yet. */
  peekUInt8(offset = 0): number | undefined {
    return offset >= 0 && offset < this.length ? this.#storage[this.#start + offset] : undefined;
  }

  /** Takes a byte, or gives `undefined` if none waits. */
  readUInt8(): number | undefined {
    const value = this.peekUInt8();
    if (value !== undefined) this.#consume(1);
    return value;
  }

  /** Takes an unsigned 16-bit number, high byte first, or gives `undefined` if fewer than 2 bytes wait. */
  readUInt16BE(): number | undefined {
    return this.length < 2 ? undefined : this.#advance(this.#storage.readUInt16BE(this.#start), 2);
  }

  /** Takes an unsigned 16-bit number, low byte first, or gives `undefined` if fewer than 2 bytes wait. */
  readUInt16LE(): number | undefined {
    return this.length < 2 ? undefined : this.#advance(this.#storage.readUInt16LE(this.#start), 2);
  }

  /** Takes an unsigned 32-bit number, high byte first, or gives `undefined` if fewer than 4 bytes wait. */
  readUInt32BE(): number | undefined {
    return this.length < 4 ? undefined : this.#advance(this.#storage.readUInt32BE(this.#start), 4);
  }

  /** Takes an unsigned 32-bit number, low byte first, or gives `undefined` if fewer than 4 bytes wait. */
  readUInt32LE(): number | undefined {
    return this.length < 4 ? undefined : this.#advance(this.#storage.readUInt32LE(this.#start), 4);
  }

  /** Drops everything that waits, and the memory with it. */
  clear(): void {
    this.#storage = nothing;
    this.#owned = false;
    this.#start = 0;
    this.#end = 0;
    this.#searchedTo = 0;
  }

  /**
   * Copies what waits out of memory that is much larger than it. Happens by itself whenever a search, `take` or `peek`
   * finds too few bytes; call it before a wait that begins otherwise.
   */
  compact(): void {
    const { length } = this;
    if (length === 0) return;
    const held = this.#owned ? this.#storage.length : this.#storage.buffer.byteLength;
    if (held > smallestStorage && length * wasteFactor < held) this.#relocate(length);
  }

  #checkRoom(size: number): void {
    if (this.length + size > this.#maxBufferedBytes) {
      throw new LimitExceededError("maxBufferedBytes", this.#maxBufferedBytes);
    }
  }

  #adopt(chunk: Uint8Array): void {
    this.#storage = asBuffer(chunk);
    this.#owned = false;
    this.#start = 0;
    this.#end = chunk.length;
    this.#searchedTo = 0;
  }

  #relocate(capacity: number): void {
    const { length } = this;
    const storage = Buffer.allocUnsafeSlow(Math.max(capacity, smallestStorage));
    this.#storage.copy(storage, 0, this.#start, this.#end);
    this.#storage = storage;
    this.#owned = true;
    this.#searchedTo = Math.max(0, this.#searchedTo - this.#start);
    this.#start = 0;
    this.#end = length;
    this.#work += length;
  }

  /** Finds the last byte of the needle first, then looks back: what has been looked at is never looked at again. */
  #search(needle: number | Uint8Array, last: number, size: number): number {
    if (needle !== this.#needle) {
      this.#needle = needle;
      this.#searchedTo = 0;
    }
    let from = Math.max(this.#searchedTo, this.#start + size - 1);
    while (from < this.#end) {
      const found = findByte(this.#storage, last, from, this.#end);
      this.#work += (found === -1 ? this.#end : found + 1) - from;
      if (found === -1) break;
      if (size === 1 || this.#endsAt(needle as Uint8Array, found)) {
        this.#searchedTo = found;
        return found - (size - 1) - this.#start;
      }
      from = found + 1;
    }
    this.#searchedTo = this.#end;
    this.compact();
    return -1;
  }

  /** Whether `needle`, whose last byte has been found at `position`, stands before it in full. */
  #endsAt(needle: Uint8Array, position: number): boolean {
    const first = position - (needle.length - 1);
    for (let i = needle.length - 2; i >= 0; i--) {
      if (this.#storage[first + i] !== needle[i]) return false;
    }
    return true;
  }

  #consume(size: number): void {
    this.#start += size;
    if (this.#start === this.#end) this.clear();
  }

  #advance(value: number, size: number): number {
    this.#consume(size);
    return value;
  }
}
