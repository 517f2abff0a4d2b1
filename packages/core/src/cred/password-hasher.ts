import { type ScryptOptions, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { DeferredSemaphore } from "../deferred/deferred-semaphore.js";
import { AuthenticationUnavailable } from "./authentication-unavailable.js";
import { type ScryptCost, type ScryptHash, defaultScryptCost, isScryptCost, scryptBytes } from "./scrypt-hash.js";

/** scrypt as node:crypto has it, as a promise: done on libuv's threads, off the event loop. */
export type ScryptFunction = (
  password: string,
  salt: Buffer,
  length: number,
  options: ScryptOptions,
) => Promise<Buffer>;

export interface PasswordHasherOptions {
  /** How much work a new hash is. A stored one says itself. @default `{ ln: 15, r: 8, p: 3 }`: 32 MiB */
  readonly cost?: ScryptCost;
  /** How many passwords are hashed at the same time. libuv has four threads, and files and names need them too. @default 2 */
  readonly maxConcurrent?: number;
  /** How many may wait for that; one more is refused at once with `AuthenticationUnavailable`. @default 128 */
  readonly maxWaiting?: number;
  /** Does the work. @default node:crypto's */
  readonly scrypt?: ScryptFunction;
}

interface HashTask extends ScryptCost {
  readonly salt: Buffer;
  /** Of the hash, in bytes. */
  readonly length: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hashes passwords with scrypt, a few at a time. What it can't take it refuses: an attacker who sends logins
 * faster than they can be hashed fills a short queue, and not the memory.
 */
export class PasswordHasher {
  readonly cost: ScryptCost;
  readonly #slots: DeferredSemaphore;
  readonly #maxPending: number;
  readonly #scrypt: ScryptFunction;
  #pending = 0;

  constructor(options: PasswordHasherOptions = {}) {
    const { cost = defaultScryptCost, maxConcurrent = 2, maxWaiting = 128 } = options;
    if (!isScryptCost(cost)) throw new RangeError("cost is out of bounds");
    this.cost = cost;
    this.#slots = new DeferredSemaphore(maxConcurrent);
    this.#maxPending = maxConcurrent + maxWaiting;
    this.#scrypt = options.scrypt ?? nodeScrypt;
  }

  /** A new hash of `password`, which must be prepared (`preparePassword`), under a new random salt. */
  async hash(password: string): Promise<ScryptHash> {
    const salt = randomBytes(16);
    return { ...this.cost, salt, hash: await this.#run(password, { ...this.cost, salt, length: 32 }) };
  }

  /**
   * Whether `password`, which must be prepared, is the one that `stored` was made of.
   *
   * @param signal Takes it out of the line. Once begun, a hash is finished.
   */
  async verify(password: string, stored: ScryptHash, signal?: AbortSignal): Promise<boolean> {
    const hash = await this.#run(password, { ...stored, length: stored.hash.length, signal });
    return timingSafeEqual(hash, stored.hash);
  }

  async #run(password: string, task: HashTask): Promise<Buffer> {
    if (this.#pending >= this.#maxPending) throw new AuthenticationUnavailable("Too many logins wait to be checked.");
    const options = { N: 2 ** task.ln, r: task.r, p: task.p, maxmem: 2 * scryptBytes(task) };
    this.#pending += 1;
    try {
      await this.#slots.acquire().withSignal(task.signal);
      try {
        return await this.#scrypt(password, task.salt, task.length, options);
      } finally {
        this.#slots.release();
      }
    } finally {
      this.#pending -= 1;
    }
  }
}

function nodeScrypt(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
