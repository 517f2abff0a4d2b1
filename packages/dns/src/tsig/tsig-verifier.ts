import type { Message } from "../wire/message.js";
import { checkTSIG } from "./check-tsig.js";
import { bytesBeforeSignature, timers, tsigOf } from "./tsig-data.js";
import { priorMAC, variables } from "./tsig-digest.js";
import { TSIGError } from "./tsig-error.js";
import type { TSIGKey } from "./tsig-key.js";

/** Messages of a stream that may be without a signature in a row (RFC 8945 §5.3.1). */
const MAX_UNSIGNED = 99;

/** Verifies the response to a signed request, or all messages of a stream such as a zone transfer, one after another. */
export class TSIGVerifier {
  readonly key: TSIGKey;
  #prior: Buffer;
  #isFirst = true;
  #unsigned: Buffer[] = [];

  /** `requestMAC` is that of the request which is being answered. */
  constructor(key: TSIGKey, requestMAC: Buffer) {
    this.key = key;
    this.#prior = requestMAC;
  }

  /**
   * Checks the next message, as of `nowMs`. Throws a `TSIGError` where its signature doesn't hold, where the first has none, or where
   * there were 99 without one. What came unsigned is not to be used before `isSettled`.
   */
  verify(message: Message, nowMs: number): void {
    const record = tsigOf(message);
    if (record === undefined) {
      this.#addUnsigned(message);
      return;
    }
    const { data } = record;
    const parts = (key: TSIGKey): Uint8Array[] => [
      ...priorMAC(this.#prior),
      ...this.#unsigned,
      bytesBeforeSignature(message, data.originalId),
      ...(this.#isFirst ? variables(key, data) : [timers(data)]),
    ];
    const key = record.keyName.equals(this.key.name) ? this.key : undefined;
    checkTSIG({ message, record, key, parts, nowMs });
    this.#prior = data.mac;
    this.#isFirst = false;
    this.#unsigned = [];
  }

  /** Whether all that came so far is covered by a signature. The end of a stream has to be. */
  get isSettled(): boolean {
    return !this.#isFirst && this.#unsigned.length === 0;
  }

  #addUnsigned(message: Message): void {
    const { raw } = message;
    if (this.#isFirst || raw === undefined || this.#unsigned.length === MAX_UNSIGNED) {
      throw new TSIGError("the message has no signature", "TSIG_MISSING");
    }
    this.#unsigned.push(raw);
  }
}
