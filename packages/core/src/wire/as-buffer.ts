import { Buffer } from "node:buffer";

/**
 * `bytes` as a `Buffer` over the same memory: nothing is copied, and a `Buffer` comes back as itself.
 * Twist takes `Uint8Array` and hands out `Buffer`; this is the step between.
 */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
