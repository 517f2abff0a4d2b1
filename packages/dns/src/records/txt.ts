import type { RecordType } from "../wire/record-type.js";
import { textStringsType, type TextStrings } from "./forms/text-strings.js";

/** Text (RFC 1035 §3.3.14). Readers of SPF, DKIM and the like join the strings without anything between. */
export type TXTData = TextStrings;

export const TXT: RecordType<TXTData> = textStringsType(16, "TXT");
