const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Servers write about 30 characters; what is longer isn't looked at. */
const MAX_LENGTH = 128;
const DELIMITERS = /[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;

/**
 * The date of an Expires attribute, by the forgiving algorithm of RFC 6265bis §5.1.1: tokens in any order, the first that looks like a time,
 * a day, a month and a year.
 * @returns milliseconds since 1970, `undefined` where there is no date in it.
 */
export function parseCookieDate(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let time: RegExpExecArray | null = null;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.split(DELIMITERS)) {
    const monthIndex = MONTHS.indexOf(token.substring(0, 3).toLowerCase());
    const dayMatch = DAY.exec(token);
    const yearMatch = YEAR.exec(token);
    if (time === null && (time = TIME.exec(token)) !== null) continue;
    if (day === undefined && dayMatch !== null) day = Number(dayMatch[1]);
    else if (month === undefined && monthIndex >= 0) month = monthIndex;
    else if (year === undefined && yearMatch !== null) year = fullYear(Number(yearMatch[1]));
  }
  if (time === null || day === undefined || month === undefined || year === undefined) return undefined;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3])];
  if (year < 1601 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.getTime() : undefined;
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
