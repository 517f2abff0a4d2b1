/**
 * RFC 9110 §5.6.7. One form is written, three are read:
 *
 *     IMF-fixdate   Sun, 06 Nov 1994 08:49:37 GMT
 *     rfc850-date   Sunday, 06-Nov-94 08:49:37 GMT
 *     asctime-date  Sun Nov  6 08:49:37 1994
 */

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const LONG_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// Anchored and of fixed shape: no repetition, nothing to backtrack into.
const IMF_FIXDATE = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC850_DATE = /^([A-Z][a-z]{5,8}), (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME_DATE = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;
/** The longest date is rfc850's on a Wednesday. */
const MAX_LENGTH = "Wednesday, 06-Nov-94 08:49:37 GMT".length;

/**
 * `timeMs` (milliseconds since 1970) as an IMF-fixdate. Fractions of a second are dropped.
 * @throws {RangeError} where the year isn't from 0 to 9999.
 */
export function formatHTTPDate(timeMs: number): string {
  const date = new Date(timeMs);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError("the time can't be written as an HTTP date");
  return date.toUTCString();
}

/**
 * Reads a date of any of the three forms.
 * @param nowMs The present, in milliseconds: a two-digit year that seems more than 50 years ahead of it is one of the past.
 * @returns milliseconds since 1970, `undefined` where `text` isn't an HTTP date; such a field counts as absent.
 */
export function parseHTTPDate(text: string, nowMs: number): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let match = IMF_FIXDATE.exec(text);
  if (match !== null) {
    const [, day, date, month, year, hour, minute, second] = match;
    return DAYS.includes(day ?? "") ? utc(Number(year), month, date, [hour, minute, second]) : undefined;
  }
  match = ASCTIME_DATE.exec(text);
  if (match !== null) {
    const [, day, month, date, hour, minute, second, year] = match;
    return DAYS.includes(day ?? "") ? utc(Number(year), month, date, [hour, minute, second]) : undefined;
  }
  match = RFC850_DATE.exec(text);
  if (match === null) return undefined;
  const [, day, date, month, shortYear, hour, minute, second] = match;
  if (!LONG_DAYS.includes(day ?? "")) return undefined;
  const thisYear = new Date(nowMs).getUTCFullYear();
  let year = Math.floor(thisYear / 100) * 100 + Number(shortYear);
  if (year > thisYear + 50) year -= 100;
  return utc(year, month, date, [hour, minute, second]);
}

function utc(
  year: number,
  month: string | undefined,
  day: string | undefined,
  time: (string | undefined)[],
): number | undefined {
  const monthIndex = MONTHS.indexOf(month ?? "");
  const [hour = NaN, minute = NaN, second = NaN] = time.map(Number);
  // 60 is a leap second (RFC 5322 §3.3), which this calendar folds into the next one.
  if (monthIndex < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, Number(day));
  if (date.getUTCMonth() !== monthIndex || Number(day) === 0) return undefined;
  return date.setUTCHours(hour, minute, second);
}
