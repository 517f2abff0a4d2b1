import { quoteOctets } from "../presentation/octet-escapes.js";
import type { RecordType } from "../wire/record-type.js";

/** Which authorities may issue certificates for the owner (RFC 8659 §4.1). */
export interface CAAData {
  /** 128 where an authority that doesn't know the tag must not issue. */
  readonly flags: number;
  /** `issue`, `issuewild`, `iodef`, …: ASCII letters and digits, compared without regard to case. */
  readonly tag: string;
  readonly value: Buffer;
}

export const CAA: RecordType<CAAData> = {
  code: 257,
  mnemonic: "CAA",
  read(reader) {
    const flags = reader.uint8();
    const tag = reader.characterString().toString("latin1");
    if (!isTag(tag)) throw reader.error("a CAA tag has ASCII letters and digits, one at least");
    return { flags, tag, value: reader.rest() };
  },
  write(data, writer) {
    if (!isTag(data.tag)) throw new RangeError("tag has ASCII letters and digits, 1 to 255 of them");
    writer.uint8(data.flags);
    writer.characterString(Buffer.from(data.tag, "latin1"));
    writer.bytes(data.value);
  },
  parse(tokens) {
    const flags = tokens.uint8("flags");
    const tag = tokens.word("tag");
    if (!isTag(tag)) throw tokens.fail("tag has to be of ASCII letters and digits");
    return { flags, tag, value: tokens.octets("value") };
  },
  format: (data) => `${data.flags} ${data.tag} ${quoteOctets(data.value)}`,
};

function isTag(text: string): boolean {
  return text.length <= 255 && /^[0-9A-Za-z]+$/.test(text);
}
