import type { RecordType } from "../wire/record-type.js";
import { textStringsType, type TextStrings } from "./forms/text-strings.js";

/** An SPF policy in the type that nobody asks for any more (RFC 7208 §3.1): publish it as TXT. */
export type SPFData = TextStrings;

export const SPF: RecordType<SPFData> = textStringsType(99, "SPF");
