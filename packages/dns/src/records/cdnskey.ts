import type { RecordType } from "../wire/record-type.js";
import { zoneKeyType, type ZoneKey } from "./forms/zone-key.js";

/** The key that a child asks its parent to make a DS of (RFC 7344 §3.2); `0 3 0 AA==` asks for none (RFC 8078 §4). */
export type CDNSKEYData = ZoneKey;

export const CDNSKEY: RecordType<CDNSKEYData> = zoneKeyType(60, "CDNSKEY");
