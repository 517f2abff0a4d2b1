import type { TokenReader } from "../../presentation/token-reader.js";
import { parseDecimal } from "../../presentation/decimal-text.js";

/**
 * Times of RRSIG (RFC 4034 §3.1.5): seconds since 1970 modulo 2^32, written as `YYYYMMDDHHmmSS` in UTC or as a number. The
 * two can't be confused: a number has at most ten digits.
 */
export function parseTimestamp(tokens: TokenReader, field: string): number {
  const text = tokens.word(field);
  const seconds = text.length === 14 ? secondsOf(text) : parseDecimal(text);
  if (seconds < 0 || (text.length !== 14 && seconds > 0xffff_ffff)) {
    throw tokens.fail(`${field} has to be a time, such as 20301231235959, or seconds since 1970`);
  }
  return seconds % 0x1_0000_0000;
}

/** `YYYYMMDDHHmmSS`, the times from 1970 to 2106. */
export function formatTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[-:T]/g, "");
}

function secondsOf(text: string): number {
  const field = (from: number, to: number): number => parseDecimal(text.slice(from, to));
  const year = field(0, 4);
  const parts = [field(4, 6), field(6, 8), field(8, 10), field(10, 12), field(12, 14)] as const;
  const [month, day, hour, minute, second] = parts;
  if (year < 1970 || Math.min(...parts) < 0) return -1;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  // Date.UTC takes 32 January for 1 February: what is written back has to be what was read.
  return formatTimestamp(seconds) === text ? seconds : -1;
}
