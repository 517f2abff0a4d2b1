import { DNSDecodeError } from "./dns-decode-error.js";
import { Name } from "./name.js";

/**
 * Reads names out of a message, compression pointers followed (RFC 1035 §4.1.4). Whatever stands in the bytes, this takes linear
 * time and memory: a pointer leads only backwards, before the labels that it continues; a name follows at most 120 of
 * them; and all reads of one message together follow at most as many as could stand in the message, and 120 more.
 */

/** Compression pointers that one name may follow: Unbound allows 256, and a name has at most 127 labels. */
const MAX_POINTERS_PER_NAME = 120;
/** Names that were pointed at and are remembered. Real messages point at the same few again and again. */
const REMEMBERED = 16;
const MAX_NAME_OCTETS = 255;

export class NameReader {
  readonly #bytes: Buffer;
  /** Pointers that may still be followed in this message. */
  #pointers: number;
  /** The first name, which queries have no more than: they need no lists. */
  #firstOffset = 0;
  #first: Name | undefined;
  #offsets: number[] | undefined;
  #names: Name[] | undefined;
  #oldest = 0;
  /** Where the bytes of the name that was read last end. */
  #end = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#pointers = MAX_POINTERS_PER_NAME + (bytes.length >> 1);
  }

  /** The offset behind the name that `read` gave last. */
  get end(): number {
    return this.#end;
  }

  /** The name at `offset`, whose own labels or pointer end before `limit`. Throws a `DNSDecodeError`. */
  read(offset: number, limit: number): Name {
    const bytes = this.#bytes;
    const first = offset < limit ? (bytes[offset] ?? 0) : 0;
    // Nearly every owner name is nothing but a pointer to a name that we know.
    if (first >= 0xc0 && offset + 1 < limit) {
      this.#end = offset + 2;
      return this.#target(offset, offset, 0);
    }
    const name = this.#labelsAt(offset, offset, limit, 0);
    this.#end = offset + ownBytes(bytes, offset);
    return name;
  }

  /** A name whose labels begin at `offset`; a pointer that ends it must lead before `before`. */
  #labelsAt(offset: number, before: number, limit: number, depth: number): Name {
    const bytes = this.#bytes;
    let position = offset;
    for (;;) {
      if (position >= limit) throw new DNSDecodeError("a name runs over its end", "BAD_LABEL", position);
      const length = bytes[position] ?? 0;
      if (length === 0) break;
      if (length >= 0xc0) {
        if (position + 1 >= limit) throw new DNSDecodeError("a pointer runs over its end", "BAD_POINTER", position);
        const tail = this.#target(position, before, depth);
        if (position === offset) return tail;
        const octets = bytes.toString("latin1", offset, position) + tail.octets;
        if (octets.length > MAX_NAME_OCTETS) throw tooLong(offset);
        return this.#remember(offset, Name.fromOctets(octets));
      }
      if (length > 63) throw new DNSDecodeError("a label of a type that isn't in use", "BAD_LABEL", position);
      position += 1 + length;
    }
    if (position + 1 - offset > MAX_NAME_OCTETS) throw tooLong(offset);
    if (position === offset) return Name.root;
    return this.#remember(offset, Name.fromOctets(bytes.toString("latin1", offset, position + 1)));
  }

  /** The name that the pointer at `position` leads to. */
  #target(position: number, before: number, depth: number): Name {
    const bytes = this.#bytes;
    const target = (((bytes[position] ?? 0) & 0x3f) << 8) | (bytes[position + 1] ?? 0);
    if (target >= before) throw new DNSDecodeError("a pointer that doesn't lead backwards", "BAD_POINTER", position);
    if (depth === MAX_POINTERS_PER_NAME || this.#pointers === 0) {
      throw new DNSDecodeError("too many compression pointers", "TOO_MANY_POINTERS", position);
    }
    this.#pointers -= 1;
    return this.#known(target) ?? this.#labelsAt(target, target, before, depth + 1);
  }

  #known(offset: number): Name | undefined {
    if (offset === this.#firstOffset) return this.#first;
    const known = this.#offsets?.indexOf(offset) ?? -1;
    return known < 0 ? undefined : this.#names?.[known];
  }

  #remember(offset: number, name: Name): Name {
    if (this.#first === undefined) {
      this.#first = name;
      this.#firstOffset = offset;
      return name;
    }
    const offsets = (this.#offsets ??= []);
    const names = (this.#names ??= []);
    const place = offsets.length < REMEMBERED ? offsets.length : this.#oldest++ % REMEMBERED;
    offsets[place] = offset;
    names[place] = name;
    return name;
  }
}

/** How many bytes the name at `offset`, which was read already, takes where it stands. */
function ownBytes(bytes: Buffer, offset: number): number {
  let position = offset;
  for (;;) {
    const length = bytes[position] ?? 0;
    if (length === 0) return position + 1 - offset;
    if (length >= 0xc0) return position + 2 - offset;
    position += 1 + length;
  }
}

function tooLong(offset: number): DNSDecodeError {
  return new DNSDecodeError("a name of more than 255 octets", "NAME_TOO_LONG", offset);
}
