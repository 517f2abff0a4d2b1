import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const key = randomBytes(32);

/**
 * Whether two secrets are the same, in a time that tells nothing about where they differ or how long the other one
 * is: both are hashed under a random key first, because `timingSafeEqual` wants equal lengths.
 */
export function constantTimeEqual(a: Uint8Array | string, b: Uint8Array | string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(secret: Uint8Array | string): Buffer {
  return createHmac("sha256", key).update(secret).digest();
}
