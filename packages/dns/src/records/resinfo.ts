import type { RecordType } from "../wire/record-type.js";
import { textStringsType, type TextStrings } from "./forms/text-strings.js";

/** What a resolver says of itself (RFC 9606): `key` and `key=value` strings. */
export type RESINFOData = TextStrings;

export const RESINFO: RecordType<RESINFOData> = textStringsType(261, "RESINFO");
