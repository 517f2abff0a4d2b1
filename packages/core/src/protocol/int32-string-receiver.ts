import type { LengthPrefix } from "../wire/length-prefix.js";
import { IntNStringReceiver } from "./int-n-string-receiver.js";

const prefix: LengthPrefix = { prefixBytes: 4 };

/** A protocol of strings of bytes with their length in front, in four bytes, the highest first (Twisted's Int32StringReceiver). */
export abstract class Int32StringReceiver extends IntNStringReceiver {
  override get prefix(): LengthPrefix {
    return prefix;
  }
}
