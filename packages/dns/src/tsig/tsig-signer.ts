import { appendSignature } from "./append-signature.js";
import { TSIG, type TSIGData, timers } from "./tsig-data.js";
import { priorMAC, variables } from "./tsig-digest.js";
import type { TSIGKey } from "./tsig-key.js";

/** Seconds by which the clocks of both ends may differ (RFC 8945 §10). */
const DEFAULT_FUDGE_SECONDS = 300;
/** Messages of a stream that may be without a signature in a row (RFC 8945 §5.3.1). */
const MAX_UNSIGNED = 99;

/** How a `TSIGSigner` signs. */
export interface TSIGSignerOptions {
  /** Seconds by which the other end's clock may differ. @default 300 */
  readonly fudgeSeconds?: number;
  /** The MAC of the request that this answers; `undefined` for requests. @default undefined */
  readonly requestMAC?: Buffer | undefined;
  /** Of a stream's messages each n-th is signed, 1 to 100, and the first and last. @default 1 */
  readonly signEvery?: number;
}

/** Signs a message, or all messages of a stream such as a zone transfer (RFC 8945 §5.3.1), one after another. */
export class TSIGSigner {
  readonly key: TSIGKey;
  readonly #fudge: number;
  readonly #signEvery: number;
  #prior: Buffer | undefined;
  #isFirst = true;
  #unsigned: Buffer[] = [];

  /** Throws a `RangeError` for a `signEvery` or `fudgeSeconds` that isn't allowed. */
  constructor(key: TSIGKey, options: TSIGSignerOptions = {}) {
    const { fudgeSeconds = DEFAULT_FUDGE_SECONDS, signEvery = 1, requestMAC } = options;
    if (!(Number.isInteger(signEvery) && signEvery >= 1 && signEvery <= MAX_UNSIGNED + 1)) {
      throw new RangeError("signEvery is from 1 to 100");
    }
    if (fudgeSeconds >>> 0 !== fudgeSeconds || fudgeSeconds > 0xffff)
      throw new RangeError("fudgeSeconds is over 16 bits");
    this.key = key;
    this.#fudge = fudgeSeconds;
    this.#signEvery = signEvery;
    this.#prior = requestMAC;
  }

  /** The MAC that was made last. */
  get mac(): Buffer | undefined {
    return this.#prior;
  }

  /** Bytes that a signature adds to a message: `reserveBytes` of `encode`. */
  get byteLength(): number {
    const { name, algorithm, macBytes } = this.key;
    return name.byteLength + 10 + algorithm.name.byteLength + 16 + macBytes;
  }

  /** An encoded message with its signature, as of `nowMs` (milliseconds since 1970). */
  sign(message: Uint8Array, nowMs: number): Buffer {
    const { key } = this;
    const id = Buffer.from(message.buffer, message.byteOffset, 2).readUInt16BE();
    const unsigned: TSIGData = {
      algorithm: key.algorithm.name,
      timeSigned: Math.floor(nowMs / 1000),
      fudge: this.#fudge,
      mac: Buffer.alloc(0),
      originalId: id,
      error: 0,
      otherData: Buffer.alloc(0),
    };
    const what = this.#isFirst ? variables(key, unsigned) : [timers(unsigned)];
    const parts = [...priorMAC(this.#prior), ...this.#unsigned, message, ...what];
    const mac = key.mac(parts).subarray(0, key.macBytes);
    this.#prior = mac;
    this.#isFirst = false;
    this.#unsigned = [];
    return appendSignature(message, key.name, TSIG, { ...unsigned, mac });
  }

  /** The next message of a stream, signed if it is its turn or the last. What isn't signed is covered by the next signature. */
  signNext(message: Buffer, nowMs: number, isLast: boolean): Buffer {
    if (this.#isFirst || isLast || this.#unsigned.length + 1 >= this.#signEvery) return this.sign(message, nowMs);
    this.#unsigned.push(message);
    return message;
  }
}
