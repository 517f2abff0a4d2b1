import type { EDNSOptionType } from "./edns-option-type.js";

/** The tags of the keys that a validator trusts (RFC 8145 §4.1). */
export const KeyTag: EDNSOptionType<readonly number[]> = {
  code: 14,
  name: "KEY-TAG",
  read(reader) {
    const tags: number[] = [];
    while (reader.remaining > 0) tags.push(reader.uint16());
    return tags;
  },
  write(tags, writer) {
    for (const tag of tags) writer.uint16(tag);
  },
};
