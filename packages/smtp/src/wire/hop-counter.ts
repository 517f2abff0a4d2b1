/**
 * Counts the `Received` fields of a message as it goes by: each server adds one, so a message with very many goes in circles (RFC 5321 §6.3). It looks at the header
 * section only, and there only at how lines begin.
 */

const LF = 0x0a;
const CR = 0x0d;
/** `Received:` in lower case. */
const name = Buffer.from("received:");

/** Counts hops of one message after the other. */
export class HopCounter {
  #hops = 0;
  #inHeader = true;
  /** How many bytes of the present line agree with the field's name so far; -1 once it can't be one. */
  #matched = 0;

  /** How many have been counted. */
  get hops(): number {
    return this.#hops;
  }

  /** A new message begins. */
  begin(): void {
    this.#hops = 0;
    this.#inHeader = true;
    this.#matched = 0;
  }

  /** The next bytes of the message. */
  count(content: Buffer): void {
    let at = 0;
    while (this.#inHeader && at < content.length) {
      if (this.#matched >= 0) {
        this.#matchByte(content[at] ?? 0);
        at++;
      } else {
        const lineEnd = content.indexOf(LF, at);
        if (lineEnd === -1) return;
        at = lineEnd + 1;
        this.#matched = 0;
      }
    }
  }

  #matchByte(byte: number): void {
    if (this.#matched === 0 && byte === CR) {
      this.#inHeader = false;
    } else if (byte === LF) {
      // Only where bare line ends are allowed can a header end without a CR.
      if (this.#matched === 0) this.#inHeader = false;
      this.#matched = 0;
    } else if ((byte | 0x20) !== name[this.#matched] && byte !== name[this.#matched]) {
      this.#matched = -1;
    } else if (++this.#matched === name.length) {
      this.#hops++;
      this.#matched = -1;
    }
  }
}
