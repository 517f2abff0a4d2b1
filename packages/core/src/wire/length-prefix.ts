/**
 * The form of a length in front of a frame. Twisted's Int8, Int16 and Int32 receivers use 1, 2 and 4 bytes, high byte first.
 */
export interface LengthPrefix {
  /** How many bytes the length takes. */
  readonly prefixBytes: 1 | 2 | 4;
  /** Whether the length's high byte ("big") or its low byte ("little") comes first. @default "big" */
  readonly byteOrder?: "big" | "little";
}

/** The largest length that such a prefix can say. Throws a `RangeError` if there is no such prefix. */
export function longestFrame(prefixBytes: number): number {
  switch (prefixBytes) {
    case 1:
      return 0xff;
    case 2:
      return 0xffff;
    case 4:
      return 0xffff_ffff;
    default:
      throw new RangeError(`prefixBytes must be 1, 2 or 4, not ${String(prefixBytes)}`);
  }
}
