import { encodeLengthPrefixed } from "../wire/encode-length-prefixed.js";
import type { LengthPrefix } from "../wire/length-prefix.js";
import { LengthPrefixedFramer, type LengthPrefixedSink } from "../wire/length-prefixed-framer.js";
import type { LimitExceededError } from "../wire/limit-exceeded-error.js";
import { FramedProtocol } from "./framed-protocol.js";

/** A protocol of strings of bytes that each have their length in front (Twisted's IntNStringReceiver). */
export abstract class IntNStringReceiver extends FramedProtocol<LengthPrefixedFramer> implements LengthPrefixedSink {
  /** The form of the length. */
  abstract readonly prefix: LengthPrefix;
  /** Bytes of one received string, without its length. Read when the first byte comes. @default 99_999 */
  maxFrameBytes = 99_999;

  /** A string, without its length. A slice of what was received: copy it to keep it for long. */
  abstract stringReceived(string: Buffer): void;

  /** The peer announced a string over `maxFrameBytes`. By default the connection is closed. Nothing more is given out in any case. */
  lengthLimitExceeded(_error: LimitExceededError): void {
    this.transport.loseConnection();
  }

  /**
   * Sends `string` with its length in front.
   * @returns what `transport.write` does: false where there is more than enough in the queue.
   * @throws {RangeError} where the length can't say how long it is. Nothing is sent.
   */
  sendString(string: Uint8Array): boolean {
    return this.transport.write(encodeLengthPrefixed(string, this.prefix));
  }

  protected override makeFramer(): LengthPrefixedFramer {
    return new ReceiverFramer(this);
  }
}

class ReceiverFramer extends LengthPrefixedFramer {
  readonly #receiver: IntNStringReceiver;

  constructor(receiver: IntNStringReceiver) {
    super(receiver, { ...receiver.prefix, maxFrameBytes: receiver.maxFrameBytes });
    this.#receiver = receiver;
  }

  protected override deliverNext(): boolean {
    if (this.#receiver.receiving) return super.deliverNext();
    this.stop();
    return false;
  }
}
