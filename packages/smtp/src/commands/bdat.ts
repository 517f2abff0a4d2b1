import { SMTPError } from "../wire/smtp-error.js";
import { formatNumber, parseNumber } from "./argument.js";
import type { Command } from "./command.js";

/** BDAT (RFC 3030 §2): so many bytes of the message follow at once. `bdat-cmd = "BDAT" SP chunk-size [SP "LAST"]`. */
export interface BdatCommand {
  readonly verb: "BDAT";
  readonly size: number;
  /** Whether these are the last bytes of the message. */
  readonly last: boolean;
}

/** A chunk follows whatever the answer is, so a server that refuses BDAT has to read that many bytes all the same. */
export const bdat: Command<BdatCommand> = {
  verb: "BDAT",
  transitions: { rcpt: "bdat", bdat: "bdat" },
  parse(argument) {
    const [number, word, ...rest] = argument.trimEnd().split(" ", 3);
    const size = parseNumber(number);
    const isLast = word?.toUpperCase() === "LAST";
    if (size === undefined || rest.length > 0 || (word !== undefined && !isLast)) {
      throw new SMTPError("BDAT is followed by a number of bytes, and LAST for the last ones");
    }
    return { verb: "BDAT", size, last: isLast };
  },
  format: ({ size, last }) => `BDAT ${formatNumber(size, "BDAT size")}${last ? " LAST" : ""}`,
};
