import type { Name } from "./name.js";

/**
 * Compresses names in one message after another (RFC 1035 §4.1.4). It remembers where each suffix was written in a hash table
 * over the output itself, so that it allocates nothing, and takes time linear in the octets that it is given, whatever
 * names a peer chose (CVE-2024-8508): a look-up probes at most eight slots, the table takes at most 1024 suffixes, and a message
 * in which 120 hashes were equal for different names, which only an attacker brings about, is compressed no further.
 *
 * RFC 1035 lets a pointer change a name's case. This doesn't: clients that randomise case (0x20) look at every octet.
 */

/** Slots of the table, a power of two. Half of them are used at most. */
const SLOTS = 2048;
const MAX_ENTRIES = SLOTS / 2;
const MAX_PROBES = 8;
const MAX_MISMATCHES = 120;
/** A pointer has 14 bits. */
const POINTER_REACH = 0x4000;
/** Labels of a name at most, and one. */
const MAX_LABELS = 128;

/** What names are written to: a message from its first byte on. `RDataWriter` is one. */
export interface NameSink {
  readonly buffer: Buffer;
  readonly offset: number;
  /** Makes room and moves behind it; gives where it begins. `buffer` may be another one afterwards. */
  reserve(count: number): number;
}

export class NameCompressor {
  /** For each slot the offset of a suffix in the message, or 0 (the header's place) for none; and that suffix's hash. */
  readonly #offsets = new Uint16Array(SLOTS);
  readonly #hashes = new Int32Array(SLOTS);
  /** The slots in use, so that a new message needs only these cleared. */
  readonly #used = new Uint16Array(MAX_ENTRIES);
  #count = 0;
  #mismatches = 0;
  /** The name written last but for `#older`, by identity: answers repeat their owner name. */
  #recent: Name | undefined;
  #recentOffset = 0;
  #older: Name | undefined;
  #olderOffset = 0;
  readonly #starts = new Uint8Array(MAX_LABELS);
  readonly #suffixHashes = new Int32Array(MAX_LABELS);

  /** Forgets the message before. With `compress` false, the next one's names are all written out. */
  reset(compress = true): void {
    for (let i = 0; i < this.#count; i++) this.#offsets[this.#used[i] ?? 0] = 0;
    this.#count = 0;
    this.#mismatches = compress ? 0 : MAX_MISMATCHES;
    this.#recent = undefined;
    this.#older = undefined;
  }

  /** Forgets all that was written at `offset` and behind it, since the writer goes back there. */
  rewind(offset: number): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const slot = this.#used[i] ?? 0;
      if ((this.#offsets[slot] ?? 0) < offset) this.#used[kept++] = slot;
      else this.#offsets[slot] = 0;
    }
    this.#count = kept;
    this.#recent = undefined;
    this.#older = undefined;
  }

  /** Writes `name`, as a pointer as far as it was written before. */
  write(name: Name, writer: NameSink): void {
    // The question's name and that of the records that answer it are two objects, with the same octets most of the time.
    if (name === this.#recent || name.octets === this.#recent?.octets) writePointer(this.#recentOffset, writer);
    else if (name === this.#older) writePointer(this.#olderOffset, writer);
    else this.#writeLabels(name, writer);
  }

  #writeLabels(name: Name, writer: NameSink): void {
    const { octets } = name;
    const last = octets.length - 1;
    if (last === 0) {
      const root = writer.reserve(1);
      writer.buffer[root] = 0;
      return;
    }
    const at = writer.offset;
    const labels = this.#hashSuffixes(octets);
    let known = 0;
    let label = 0;
    while (label < labels) {
      known = this.#find(octets, label, writer.buffer);
      if (known !== 0) break;
      label += 1;
    }
    const plain = known === 0 ? last : (this.#starts[label] ?? 0);
    const from = writer.reserve(plain + (known === 0 ? 1 : 2));
    const { buffer } = writer;
    for (let i = 0; i < plain; i++) buffer[from + i] = octets.charCodeAt(i);
    if (known === 0) {
      buffer[from + plain] = 0;
    } else {
      buffer[from + plain] = 0xc0 | (known >>> 8);
      buffer[from + plain + 1] = known;
    }
    if (this.#mismatches >= MAX_MISMATCHES) return;
    for (let i = 0; i < label; i++) this.#add(this.#suffixHashes[i] ?? 0, at + (this.#starts[i] ?? 0));
    const offset = plain === 0 ? known : at;
    if (offset >= POINTER_REACH) return;
    this.#older = this.#recent;
    this.#olderOffset = this.#recentOffset;
    this.#recent = name;
    this.#recentOffset = offset;
  }

  /** Fills in where each label begins and the hash of the suffix from there; gives the number of labels. */
  #hashSuffixes(octets: string): number {
    const starts = this.#starts;
    let labels = 0;
    for (let position = 0; ; labels++) {
      const length = octets.charCodeAt(position);
      if (length === 0) break;
      starts[labels] = position;
      position += 1 + length;
    }
    let end = octets.length - 1;
    let hash = 0x811c9dc5;
    for (let i = labels - 1; i >= 0; i--) {
      const start = starts[i] ?? 0;
      for (let j = start; j < end; j++) hash = Math.imul(hash ^ octets.charCodeAt(j), 0x01000193);
      this.#suffixHashes[i] = hash;
      end = start;
    }
    return labels;
  }

  /** Where the suffix of `octets` from `label` on stands in the message, or 0. */
  #find(octets: string, label: number, message: Buffer): number {
    if (this.#mismatches >= MAX_MISMATCHES) return 0;
    const hash = this.#suffixHashes[label] ?? 0;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + (hash >>> 15) + probe) & (SLOTS - 1);
      const offset = this.#offsets[slot] ?? 0;
      if (offset === 0) return 0;
      if (this.#hashes[slot] !== hash) continue;
      if (suffixStandsAt(octets, this.#starts[label] ?? 0, message, offset)) return offset;
      if (++this.#mismatches >= MAX_MISMATCHES) return 0;
    }
    return 0;
  }

  #add(hash: number, offset: number): void {
    if (offset >= POINTER_REACH || this.#count === MAX_ENTRIES) return;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const slot = (hash + (hash >>> 15) + probe) & (SLOTS - 1);
      if (this.#offsets[slot] !== 0) continue;
      this.#offsets[slot] = offset;
      this.#hashes[slot] = hash;
      this.#used[this.#count++] = slot;
      return;
    }
  }
}

function writePointer(offset: number, writer: NameSink): void {
  const at = writer.reserve(2);
  writer.buffer[at] = 0xc0 | (offset >>> 8);
  writer.buffer[at + 1] = offset;
}

/** Whether the name at `offset` of the message that we write ourselves is the suffix of `octets` from `position`. */
function suffixStandsAt(octets: string, position: number, message: Buffer, offset: number): boolean {
  let at = offset;
  let i = position;
  for (;;) {
    const length = message[at] ?? 0;
    if (length >= 0xc0) {
      at = ((length & 0x3f) << 8) | (message[at + 1] ?? 0);
      continue;
    }
    if (octets.charCodeAt(i) !== length) return false;
    if (length === 0) return true;
    for (let k = 1; k <= length; k++) {
      if (octets.charCodeAt(i + k) !== message[at + k]) return false;
    }
    at += 1 + length;
    i += 1 + length;
  }
}
