import { encodeNetstring } from "../wire/encode-netstring.js";
import { NetstringFramer, type NetstringSink } from "../wire/netstring-framer.js";
import type { ProtocolError } from "../wire/protocol-error.js";
import { FramedProtocol } from "./framed-protocol.js";

/** A protocol of netstrings, `5:hello,` (Twisted's NetstringReceiver; https://cr.yp.to/proto/netstrings.txt). */
export abstract class NetstringReceiver extends FramedProtocol<NetstringFramer> implements NetstringSink {
  /** Bytes of one received string, without its length and comma. Read when the first byte comes. @default 99_999 */
  maxStringBytes = 99_999;

  /** A string, without its length and comma. A slice of what was received: copy it to keep it for long. */
  abstract stringReceived(string: Buffer): void;

  /**
   * What came is no netstring, or is over `maxStringBytes` (a `LimitExceededError`). By default the connection is closed. Nothing
   * more is given out in any case.
   */
  handleParseError(_error: ProtocolError): void {
    this.transport.loseConnection();
  }

  /**
   * Sends `string` as a netstring.
   * @returns what `transport.write` does: false where there is more than enough in the queue.
   */
  sendString(string: Uint8Array): boolean {
    return this.transport.write(encodeNetstring(string));
  }

  protected override makeFramer(): NetstringFramer {
    return new ReceiverFramer(this);
  }
}

class ReceiverFramer extends NetstringFramer {
  readonly #receiver: NetstringReceiver;

  constructor(receiver: NetstringReceiver) {
    super(receiver, { maxStringBytes: receiver.maxStringBytes });
    this.#receiver = receiver;
  }

  protected override deliverNext(): boolean {
    if (this.#receiver.receiving) return super.deliverNext();
    this.stop();
    return false;
  }
}
