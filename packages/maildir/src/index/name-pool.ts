/** Memory grows by a sixteenth: a mailbox at rest wastes little, and growing still costs each byte only a constant number of copies. */
export function grownCapacity(needed: number): number {
  return needed + (needed >>> 4) + 64;
}

/**
 * Many short names in one buffer, numbered from 0 and only ever added at the end. A hundred thousand JavaScript strings
 * would take more memory than all else that is known of the messages.
 */
export class NamePool {
  #bytes = new Uint8Array(0);
  /** Where each name ends. */
  #ends = new Uint32Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** What it takes up, in bytes. */
  get memoryBytes(): number {
    return this.#bytes.length + this.#ends.byteLength;
  }

  /** The lengths of all names together. */
  get usedBytes(): number {
    return this.#start(this.#count);
  }

  /** Adds the first `length` characters of `name`, each of which is one byte. */
  push(name: string, length: number): void {
    const start = this.#start(this.#count);
    const end = start + length;
    if (end > this.#bytes.length) this.#bytes = resized(this.#bytes, grownCapacity(end));
    if (this.#count === this.#ends.length) {
      const ends = new Uint32Array(grownCapacity(this.#count));
      ends.set(this.#ends);
      this.#ends = ends;
    }
    for (let at = 0; at < length; at += 1) this.#bytes[start + at] = name.charCodeAt(at);
    this.#ends[this.#count] = end;
    this.#count += 1;
  }

  at(index: number): string {
    const start = this.#start(index);
    return Buffer.from(this.#bytes.buffer, start, this.#end(index) - start).toString("latin1");
  }

  /** Whether the name at `index` is the first `length` characters of `name`. */
  equals(index: number, name: string, length: number): boolean {
    const start = this.#start(index);
    if (this.#end(index) - start !== length) return false;
    // Names differ at their ends or in the microseconds, and begin alike.
    for (let at = length - 1; at >= 0; at -= 1) {
      if (this.#bytes[start + at] !== name.charCodeAt(at)) return false;
    }
    return true;
  }

  /** The hash of the name at `index`: what `hashOfName` gives. */
  hash(index: number): number {
    const end = this.#end(index);
    let hash = hashBasis;
    for (let at = this.#start(index); at < end; at += 1) hash = Math.imul(hash ^ (this.#bytes[at] ?? 0), hashPrime);
    return finishHash(hash);
  }

  /** Keeps the names for which `keep` is 1, in their order, and gives back the memory of the others. */
  retain(keep: Uint8Array): void {
    let count = 0;
    let end = 0;
    for (let index = 0; index < this.#count; index += 1) {
      if (keep[index] !== 1) continue;
      const from = this.#start(index);
      const to = this.#end(index);
      this.#bytes.copyWithin(end, from, to);
      end += to - from;
      // `count` is at most `index`, and where they are equal nothing was dropped and `end` is what stands there.
      this.#ends[count] = end;
      count += 1;
    }
    this.#count = count;
    this.#bytes = resized(this.#bytes, end);
    this.#ends = this.#ends.slice(0, count);
  }

  /** Gives back what was kept for names to come. */
  trim(): void {
    this.#bytes = resized(this.#bytes, this.#start(this.#count));
    this.#ends = this.#ends.slice(0, this.#count);
  }

  #start(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }

  #end(index: number): number {
    return this.#ends[index] ?? 0;
  }
}

const hashBasis = 0x811c9dc5 | 0;
const hashPrime = 0x01000193;

/** FNV-1a over the first `length` characters, with its low bits stirred, since a table is indexed with them. */
export function hashOfName(name: string, length: number): number {
  let hash = hashBasis;
  for (let at = 0; at < length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), hashPrime);
  return finishHash(hash);
}

function finishHash(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 12)) >>> 0;
}

function resized(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(length);
  result.set(length < bytes.length ? bytes.subarray(0, length) : bytes);
  return result;
}
