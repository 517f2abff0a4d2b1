import { decodeEncodedWords } from "./encoded-words.js";

/** What is looked at of a message; headers are a few kilobytes. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Characters of a field's value that are looked at. */
const MAX_VALUE_LENGTH = 2_000;

/** Keeps the beginning of a message that streams by, to tell what its header says. Leniently: it shows what came, whatever came. */
export class HeaderPreview {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  /** The next bytes of the message. */
  push(content: Buffer): void {
    if (this.#bytes >= MAX_HEADER_BYTES) return;
    const kept = Buffer.from(content.subarray(0, MAX_HEADER_BYTES - this.#bytes));
    this.#chunks.push(kept);
    this.#bytes += kept.length;
  }

  /** The first field of that name, unfolded and decoded; `undefined` where the header has none. */
  field(name: string): string | undefined {
    const prefix = `${name.toLowerCase()}:`;
    let value: string | undefined;
    for (const line of Buffer.concat(this.#chunks).toString("utf8").split(/\r?\n/)) {
      if (line === "") break;
      if (value !== undefined) {
        if (!line.startsWith(" ") && !line.startsWith("\t")) break;
        // RFC 5322 §2.2.3: what unfolding takes away is the line end alone.
        if (value.length < MAX_VALUE_LENGTH) value += line;
      } else if (line.slice(0, prefix.length).toLowerCase() === prefix) {
        value = line.slice(prefix.length);
      }
    }
    return value === undefined ? undefined : decodeEncodedWords(value.slice(0, MAX_VALUE_LENGTH).trim());
  }
}
