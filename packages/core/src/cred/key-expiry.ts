/** The `expiry-time` of a key: `YYYYMMDD[Z]` or `YYYYMMDDHHMM[SS][Z]`, in the system's time zone unless it ends in `Z`. */

import { CredError } from "./cred-error.js";

const pattern = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z?)$/;

/**
 * When a key with the expiry-time `text` ends, in milliseconds since 1970-01-01 UTC: it is good before, and not from then
 * on. Throws `CredError` where it is no such time, or one that no calendar has.
 */
export function parseKeyExpiry(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw malformed();
  const numbers = match.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const utc = match[7] === "Z";
  // Calendar arithmetic; no clock is read here.
  const date = utc
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    : new Date(year, month - 1, day, hour, minute, second);
  const sameDay = utc
    ? date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    : date.getMonth() === month - 1 && date.getDate() === day;
  if (!sameDay || year < 1970 || hour > 23 || minute > 59 || second > 59) throw malformed();
  return date.getTime();
}

function malformed(): CredError {
  return new CredError("The line has an expiry-time that is no time.", { code: "MALFORMED_AUTHORIZED_KEY" });
}
