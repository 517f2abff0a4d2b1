import type { LengthPrefix } from "../wire/length-prefix.js";
import { IntNStringReceiver } from "./int-n-string-receiver.js";

const prefix: LengthPrefix = { prefixBytes: 1 };

/** A protocol of strings of bytes with their length in front, in one byte (Twisted's Int8StringReceiver). */
export abstract class Int8StringReceiver extends IntNStringReceiver {
  override get prefix(): LengthPrefix {
    return prefix;
  }
}
