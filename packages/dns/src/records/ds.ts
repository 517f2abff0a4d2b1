import type { RecordType } from "../wire/record-type.js";
import { digestOfKeyType, type DigestOfKey } from "./forms/digest-of-key.js";

/** Delegation signer: the digest of a key of the child zone, in the parent (RFC 4034 §5). */
export type DSData = DigestOfKey;

export const DS: RecordType<DSData> = digestOfKeyType(43, "DS");
