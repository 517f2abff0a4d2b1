import { DNSError } from "./dns-error.js";
import { formatNameText, lengthPrefixed, parseNameText } from "./name-text.js";

/** Octets of a name in its uncompressed wire form, the root's included (RFC 1035 §2.3.4). */
const MAX_NAME_OCTETS = 255;

/** Where the labels of the two names being compared begin; a name has at most 127 labels. */
const startsA = new Uint8Array(128);
const startsB = new Uint8Array(128);

/**
 * A domain name: immutable, absolute, and lossless. Case is kept and any octet may stand in a label; comparisons ignore the case of
 * ASCII letters (RFC 4343). Inside it is one string with a character for each octet of the wire form, so that
 * it is small, and its `key` is a `Map` key.
 */
export class Name {
  /** The root, `.`. */
  static readonly root: Name = new Name("\0");

  /** The uncompressed wire form: one character, U+0000 to U+00FF, for each octet. */
  readonly octets: string;
  #key: string | undefined;
  #text: string | undefined;

  private constructor(octets: string) {
    this.octets = octets;
  }

  /**
   * A name from its presentation form, `\.` and `\DDD` included. Without a dot at the end it is relative to `origin`
   * (the root, unless given). Throws a `DNSError` with code `"BAD_NAME"` for what is no name, or over 255 octets.
   */
  static fromText(text: string, origin: Name = Name.root): Name {
    const { octets, absolute } = parseNameText(text);
    return Name.#checked(octets + (absolute ? "\0" : origin.octets));
  }

  /** A name from its labels, the leftmost first, without the root. A string has one character for each octet. */
  static fromLabels(labels: Iterable<string | Uint8Array>): Name {
    let octets = "";
    for (const label of labels) octets += lengthPrefixed(asOctets(label));
    return Name.#checked(`${octets}\0`);
  }

  /**
   * A name from octets that are known to be a well-formed, uncompressed wire form with its root: what the decoder has
   * checked already. Nothing is checked here; for anything else use `fromWire`.
   */
  static fromOctets(octets: string): Name {
    return new Name(octets);
  }

  /** A name from its uncompressed wire form, which must be all of `wire`. Throws a `DNSError` with code `"BAD_NAME"`. */
  static fromWire(wire: Uint8Array): Name {
    let position = 0;
    while (position < wire.length - 1) {
      const length = wire[position] ?? 0;
      if (length === 0 || length > 63) break;
      position += 1 + length;
    }
    if (position !== wire.length - 1 || wire[position] !== 0) throw badName("is no uncompressed wire form");
    return Name.#checked(asOctets(wire));
  }

  /** `value` itself, or the name that the text stands for. */
  static from(value: Name | string): Name {
    return typeof value === "string" ? Name.fromText(value) : value;
  }

  static #checked(octets: string): Name {
    if (octets.length > MAX_NAME_OCTETS) throw badName(`has more than ${String(MAX_NAME_OCTETS)} octets`);
    return new Name(octets);
  }

  /** Equal for names that are equal without regard to case, different otherwise: a key for a `Map`. Kept once computed. */
  get key(): string {
    return (this.#key ??= lowerCased(this.octets));
  }

  /** Octets of the uncompressed wire form, 1 for the root. */
  get byteLength(): number {
    return this.octets.length;
  }

  get isRoot(): boolean {
    return this.octets.length === 1;
  }

  /** Whether the leftmost label is `*` (RFC 4592). */
  get isWildcard(): boolean {
    return this.octets.charCodeAt(0) === 1 && this.octets.charCodeAt(1) === 0x2a;
  }

  /** How many labels, the root not counted: 2 in `example.com.` */
  get labelCount(): number {
    return labelStarts(this.octets, startsA);
  }

  /** The labels, leftmost first, without the root; one character for each octet, unescaped. */
  get labels(): string[] {
    const labels: string[] = [];
    for (let position = 0; ;) {
      const end = position + 1 + this.octets.charCodeAt(position);
      if (end === position + 1) return labels;
      labels.push(this.octets.slice(position + 1, end));
      position = end;
    }
  }

  /** The name without its leftmost label; the root's parent is the root. */
  get parent(): Name {
    return this.isRoot ? this : new Name(this.octets.slice(1 + this.octets.charCodeAt(0)));
  }

  /** `*.` in front of this name: the wildcard of this domain (RFC 4592). */
  get wildcard(): Name {
    return this.prepend("*");
  }

  /** This name with one more label on the left. Throws a `DNSError` with code `"BAD_NAME"` when that is too long. */
  prepend(label: string | Uint8Array): Name {
    return Name.#checked(lengthPrefixed(asOctets(label)) + this.octets);
  }

  /** This name's labels followed by those of `suffix`. Throws a `DNSError` with code `"BAD_NAME"` when that is too long. */
  concat(suffix: Name): Name {
    return Name.#checked(this.octets.slice(0, -1) + suffix.octets);
  }

  /** The last `count` labels as a name: `suffix(1)` of `www.example.com.` is `com.` Throws a `RangeError` if there aren't as many. */
  suffix(count: number): Name {
    const labels = labelStarts(this.octets, startsA);
    if (!Number.isInteger(count) || count < 0 || count > labels) {
      throw new RangeError(`a name of ${String(labels)} labels has no suffix of ${String(count)}`);
    }
    return count === labels ? this : new Name(this.octets.slice(startsA[labels - count]));
  }

  /** Whether this name is `ancestor` or below it. */
  isSubdomainOf(ancestor: Name): boolean {
    const { key } = this;
    const from = key.length - ancestor.octets.length;
    if (from < 0 || !key.endsWith(ancestor.key)) return false;
    let position = 0;
    while (position < from) position += 1 + key.charCodeAt(position);
    return position === from;
  }

  /**
   * This name with `to` in place of its suffix `from`, as DNAME does (RFC 6672 §2.2); `undefined` if it isn't below `from`, or the
   * result would be over 255 octets (which a server answers with YXDOMAIN).
   */
  replaceSuffix(from: Name, to: Name): Name | undefined {
    if (!this.isSubdomainOf(from)) return undefined;
    const octets = this.octets.slice(0, this.octets.length - from.octets.length) + to.octets;
    return octets.length > MAX_NAME_OCTETS ? undefined : new Name(octets);
  }

  /** The longest name that both are subdomains of. */
  commonAncestor(other: Name): Name {
    const a = this.key;
    const b = other.key;
    const labelsA = labelStarts(a, startsA);
    const labelsB = labelStarts(b, startsB);
    const most = Math.min(labelsA, labelsB);
    let common = 0;
    while (common < most && compareLabels(a, labelsA - common - 1, b, labelsB - common - 1) === 0) common += 1;
    return new Name(this.octets.slice(startsA[labelsA - common]));
  }

  /** Whether both are the same name, whatever their case. */
  equals(other: Name): boolean {
    return this === other || (this.octets.length === other.octets.length && this.key === other.key);
  }

  /** Negative, zero or positive: the canonical order of names (RFC 4034 §6.1), the rightmost labels first. */
  compare(other: Name): number {
    const a = this.key;
    const b = other.key;
    if (a === b) return 0;
    const labelsA = labelStarts(a, startsA);
    const labelsB = labelStarts(b, startsB);
    const most = Math.min(labelsA, labelsB);
    for (let i = 1; i <= most; i++) {
      const order = compareLabels(a, labelsA - i, b, labelsB - i);
      if (order !== 0) return order;
    }
    return labelsA - labelsB;
  }

  /** The uncompressed wire form as bytes. */
  toWire(): Buffer {
    return Buffer.from(this.octets, "latin1");
  }

  /** The uncompressed wire form in lower case: the canonical form of RFC 4034 §6.2. */
  toCanonicalWire(): Buffer {
    return Buffer.from(this.key, "latin1");
  }

  /** The presentation form, with the final dot; `fromText` gives the same name back. Kept once computed. */
  toString(): string {
    return (this.#text ??= formatNameText(this.octets));
  }

  /** What `JSON.stringify` shows: the presentation form. */
  toJSON(): string {
    return this.toString();
  }
}

/** Fills `starts` with where each label begins, the root's place last, and gives the number of labels without the root. */
function labelStarts(octets: string, starts: Uint8Array): number {
  let count = 0;
  let position = 0;
  for (;;) {
    starts[count] = position;
    const length = octets.charCodeAt(position);
    if (length === 0) return count;
    position += 1 + length;
    count += 1;
  }
}

/** Compares label `i` of `a`, whose labels begin at `startsA`, with label `j` of `b`: octet by octet, then by length. */
function compareLabels(a: string, i: number, b: string, j: number): number {
  const fromA = startsA[i] ?? 0;
  const fromB = startsB[j] ?? 0;
  const lengthA = a.charCodeAt(fromA);
  const lengthB = b.charCodeAt(fromB);
  const shorter = Math.min(lengthA, lengthB);
  for (let k = 1; k <= shorter; k++) {
    const difference = a.charCodeAt(fromA + k) - b.charCodeAt(fromB + k);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Only ASCII letters have a case here (RFC 4343 §3). A length octet is at most 63, so it is never taken for a letter. */
function lowerCased(octets: string): string {
  let hasUpper = false;
  for (let i = 0; i < octets.length; i++) {
    const code = octets.charCodeAt(i);
    if (code > 0x7f) return lowerCasedASCII(octets);
    if (code >= 0x41 && code <= 0x5a) hasUpper = true;
  }
  return hasUpper ? octets.toLowerCase() : octets;
}

function lowerCasedASCII(octets: string): string {
  const bytes = Buffer.from(octets, "latin1");
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) bytes[i] = byte | 0x20;
  }
  return bytes.toString("latin1");
}

function asOctets(label: string | Uint8Array): string {
  if (typeof label !== "string") return Buffer.from(label.buffer, label.byteOffset, label.length).toString("latin1");
  for (let i = 0; i < label.length; i++) {
    if (label.charCodeAt(i) > 0xff) throw badName("has a character that is no octet");
  }
  return label;
}

function badName(what: string): DNSError {
  return new DNSError(`the name ${what}`, { code: "BAD_NAME" });
}
