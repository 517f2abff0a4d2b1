import { Framer, type FramerOptions } from "./framer.js";
import { LimitExceededError } from "./limit-exceeded-error.js";
import { assertLimit } from "./limits.js";
import { ProtocolError } from "./protocol-error.js";

/**
 * Netstrings, as Bernstein wrote them down (https://cr.yp.to/proto/netstrings.txt):
 *
 *     netstring = length ":" *OCTET ","
 *     length    = "0" / ( %x31-39 *DIGIT )
 *
 * Strict: no leading zero, no sign, no white space. The number of digits has no limit of its own: without leading
 * zeros, a length that has a digit too many is over `maxStringBytes`, and is refused at that digit.
 */

const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const comma = 0x2c;

/** Who gets what a `NetstringFramer` finds. The names are those of Twisted's `NetstringReceiver`. */
export interface NetstringSink {
  /** A string, without its length and comma. A slice of what was received: copy it to keep it for long. */
  stringReceived(string: Buffer): void;
  /**
   * What came is no netstring (code `"MALFORMED_NETSTRING"`) or is over `maxStringBytes` (a `LimitExceededError`).
   * The framer has stopped, since nobody can say where the next one begins.
   */
  handleParseError(error: ProtocolError): void;
}

/** Options of `NetstringFramer`. */
export interface NetstringFramerOptions extends FramerOptions {
  /** Bytes of one string, without its length and comma. @default 99_999 */
  readonly maxStringBytes?: number;
}

/** Cuts a stream into netstrings. */
export class NetstringFramer extends Framer {
  readonly #sink: NetstringSink;
  readonly #maxStringBytes: number;
  /** How many digits of the length have been read. They stay in the buffer until the string is whole. */
  #digits = 0;
  /** The length as far as its digits have been read. */
  #length = 0;

  /** Throws a `RangeError` if `maxStringBytes` isn't a positive integer. */
  constructor(sink: NetstringSink, options: NetstringFramerOptions = {}) {
    super(options);
    const { maxStringBytes = 99_999 } = options;
    assertLimit("maxStringBytes", maxStringBytes);
    if (maxStringBytes === Infinity) throw new RangeError("maxStringBytes must be finite: it bounds the digits too");
    this.#sink = sink;
    this.#maxStringBytes = maxStringBytes;
  }

  override takeRemaining(): Buffer {
    this.#digits = 0;
    this.#length = 0;
    return super.takeRemaining();
  }

  protected override deliverNext(): boolean {
    if (!this.#readLength()) return false;
    const { buffer } = this;
    const length = this.#length;
    const begin = this.#digits + 1;
    // With its comma, so that nothing is given out that turns out not to be a netstring.
    if (buffer.length <= begin + length) return false;
    if (buffer.peekUInt8(begin + length) !== comma) return this.#fail("a netstring doesn't end in a comma");
    buffer.skip(begin);
    const string = buffer.takeUpTo(length);
    buffer.skip(1);
    this.#digits = 0;
    this.#length = 0;
    this.#sink.stringReceived(string);
    return true;
  }

  /** Reads on in the length. True once its colon is there, and again for as long as its string is not whole. */
  #readLength(): boolean {
    for (;;) {
      const byte = this.buffer.peekUInt8(this.#digits);
      if (byte === undefined) return false;
      if (byte === colon && this.#digits > 0) return true;
      if (byte < zero || byte > nine) return this.#fail("a netstring's length is not a number");
      if (this.#digits > 0 && this.#length === 0) return this.#fail("a netstring's length has a leading zero");
      this.#digits += 1;
      this.#length = this.#length * 10 + (byte - zero);
      if (this.#length > this.#maxStringBytes) {
        return this.#stopWith(new LimitExceededError("maxStringBytes", this.#maxStringBytes));
      }
    }
  }

  #fail(message: string): false {
    return this.#stopWith(new ProtocolError(message, { code: "MALFORMED_NETSTRING" }));
  }

  #stopWith(error: ProtocolError): false {
    this.stop();
    this.#sink.handleParseError(error);
    return false;
  }
}
