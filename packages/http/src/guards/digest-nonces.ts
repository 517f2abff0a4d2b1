import { createHmac, randomBytes } from "node:crypto";
import { constantTimeEqual } from "@twist/core/cred";

/** How far a nonce count may be behind the highest: requests on several connections overtake each other. */
const WINDOW = 31;
const MAC_LENGTH = 32;

/** The counts of a nonce that have been used: the highest, and a bit for each of those before it. */
interface UsedCounts {
  highest: number;
  window: number;
}

/**
 * Makes nonces, and knows them again without having kept them: each holds its time, and is signed. Only for those with which somebody has logged in the
 * counts are kept, so that no request can be sent twice. Where that is too many, the oldest is given up, with all nonces that are as old.
 */
export class DigestNonces {
  readonly #key = randomBytes(32);
  readonly #lifetimeMs: number;
  readonly #maxNonces: number;
  readonly #used = new Map<string, UsedCounts>();
  /** Nonces that aren't younger have been given up. */
  #givenUpMs = Number.NEGATIVE_INFINITY;

  constructor(lifetimeMs: number, maxNonces: number) {
    this.#lifetimeMs = lifetimeMs;
    this.#maxNonces = maxNonces;
  }

  make(nowMs: number): string {
    const text = `${Math.floor(nowMs).toString(36)}.${randomBytes(9).toString("base64url")}`;
    return `${text}.${this.#sign(text)}`;
  }

  /** Whether it is one of ours and still good. */
  isGood(nonce: string, nowMs: number): boolean {
    const end = nonce.length - MAC_LENGTH - 1;
    const text = nonce.substring(0, end);
    if (end < 1 || !constantTimeEqual(nonce, `${text}.${this.#sign(text)}`)) return false;
    const ageMs = nowMs - timeOf(nonce);
    return ageMs >= 0 && ageMs <= this.#lifetimeMs && (this.#used.has(nonce) || timeOf(nonce) > this.#givenUpMs);
  }

  /** Uses `count` of a nonce that is good. @returns false where it has been used before, or is too far behind. */
  use(nonce: string, count: number): boolean {
    const used = this.#used.get(nonce);
    if (used === undefined) {
      this.#used.set(nonce, { highest: count, window: 1 });
      if (this.#used.size > this.#maxNonces) this.#giveUpOldest();
      return true;
    }
    const ahead = count - used.highest;
    if (ahead > 0) {
      used.window = ahead > WINDOW ? 1 : (used.window << ahead) | 1;
      used.highest = count;
      return true;
    }
    const bit = 1 << -ahead;
    if (ahead < -WINDOW || (used.window & bit) !== 0) return false;
    used.window |= bit;
    return true;
  }

  #giveUpOldest(): void {
    for (const nonce of this.#used.keys()) {
      this.#used.delete(nonce);
      this.#givenUpMs = Math.max(this.#givenUpMs, timeOf(nonce));
      return;
    }
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url").substring(0, MAC_LENGTH);
  }
}

function timeOf(nonce: string): number {
  return Number.parseInt(nonce.substring(0, nonce.indexOf(".")), 36);
}
