import type { EDNSOptionType } from "./edns-option-type.js";

/** Bytes that hide a message's true length (RFC 7830); `encode({ padTo })` adds as many as it needs. */
export interface PaddingData {
  /** How many zero bytes. */
  readonly length: number;
}

export const Padding: EDNSOptionType<PaddingData> = {
  code: 12,
  name: "PADDING",
  read: (reader) => ({ length: reader.rest().length }),
  write({ length }, writer) {
    const at = writer.reserve(length);
    writer.buffer.fill(0, at, at + length);
  },
};
