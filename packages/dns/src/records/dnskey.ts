import type { RecordType } from "../wire/record-type.js";
import { zoneKeyType, type ZoneKey } from "./forms/zone-key.js";

/** A key that signs a zone (RFC 4034 §2). */
export type DNSKEYData = ZoneKey;

export const DNSKEY: RecordType<DNSKEYData> = zoneKeyType(48, "DNSKEY");
