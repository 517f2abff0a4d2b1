import type { LengthPrefix } from "../wire/length-prefix.js";
import { IntNStringReceiver } from "./int-n-string-receiver.js";

const prefix: LengthPrefix = { prefixBytes: 2 };

/** A protocol of strings of bytes with their length in front, in two bytes, the high one first (Twisted's Int16StringReceiver). */
export abstract class Int16StringReceiver extends IntNStringReceiver {
  override get prefix(): LengthPrefix {
    return prefix;
  }
}
