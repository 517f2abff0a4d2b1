import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { RecordType } from "../wire/record-type.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { DNSLookupError } from "./dns-lookup-error.js";

/** `records` with their data as `type` reads them, for a type that the decoder didn't know. Throws a `DNSLookupError` with code `"BAD_ANSWER"`. */
export function recordsAs<Data extends object>(
  records: readonly ResourceRecord[],
  type: RecordType<Data>,
): ResourceRecord<Data>[] {
  try {
    return records.map((record) => {
      const { name, class: recordClass, ttl } = record;
      return new ResourceRecord({ name, type, class: recordClass, ttl, data: record.readAs(type) });
    });
  } catch (error) {
    if (!(error instanceof DNSDecodeError)) throw error;
    throw new DNSLookupError(`a ${type.mnemonic} record can't be read`, { code: "BAD_ANSWER", cause: error });
  }
}
