import type { RecordType } from "../wire/record-type.js";
import { digestOfKeyType, type DigestOfKey } from "./forms/digest-of-key.js";

/** The DS that a child asks its parent to publish (RFC 7344 §3.1); `0 0 0 00` asks for none (RFC 8078 §4). */
export type CDSData = DigestOfKey;

export const CDS: RecordType<CDSData> = digestOfKeyType(59, "CDS");
