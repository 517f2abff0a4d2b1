import { asBuffer } from "@twist/core/wire";

/** By the bytes, which stay as they are. */
const kept = new WeakMap<Uint8Array, string>();

/** The bytes as text, a character for each. */
export function latin1Text(bytes: Uint8Array): string {
  return kept.get(bytes) ?? makeText(bytes);
}

/** Keeps the text of bytes that are asked for it again and again, for as long as they live. They must not change any more. */
export function keepLatin1Text(bytes: Uint8Array): void {
  kept.set(bytes, makeText(bytes));
}

function makeText(bytes: Uint8Array): string {
  return asBuffer(bytes).toString("latin1");
}
