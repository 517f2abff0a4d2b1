import type { Message } from "../wire/message.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** Takes `seconds` off the TTLs of all records of `message`, down to zero; gives `message`. */
export function ageRecords(message: Message, seconds: number): Message {
  if (seconds <= 0) return message;
  message.answer = aged(message.answer, seconds);
  message.authority = aged(message.authority, seconds);
  message.additional = aged(message.additional, seconds);
  return message;
}

function aged(records: readonly ResourceRecord[], seconds: number): ResourceRecord[] {
  return records.map((record) => record.with({ ttl: Math.max(0, record.ttl - seconds) }));
}
