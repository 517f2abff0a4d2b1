import { parseDecimal } from "../../presentation/decimal-text.js";
import type { TokenReader } from "../../presentation/token-reader.js";

/** What LOC's text is made of (RFC 1876 §3): angles as degrees, minutes and seconds, lengths as metres. */

/** How one of the two angles is written. */
export interface AngleForm {
  /** The letter for north or east. */
  readonly positive: string;
  /** The letter for south or west. */
  readonly negative: string;
  /** The largest angle, in thousandths of a second. */
  readonly most: number;
}

/** `d [m [s[.sss]]] {N|S}` in thousandths of a second. */
export function parseAngle(tokens: TokenReader, field: string, form: AngleForm): number {
  const { positive, negative, most } = form;
  const units = [3_600_000, 60_000, 1];
  let angle = 0;
  for (const unit of units) {
    const word = tokens.word(field);
    const letter = word.toUpperCase();
    if (unit !== 3_600_000 && (letter === positive || letter === negative)) {
      return signed(angle, letter === negative, most, () => tokens.fail(tooLarge(field)));
    }
    const value = unit === 1 ? parseFixed(word, 3) : parseDecimal(word);
    const limit = unit === 1 ? 59_999 : unit === 60_000 ? 59 : 180;
    if (!(value >= 0 && value <= limit)) {
      throw tokens.fail(`${field} has to be of the form 52 22 23.000 ${positive}`);
    }
    angle += value * unit;
  }
  const letter = tokens.word(field).toUpperCase();
  if (letter !== positive && letter !== negative) {
    throw tokens.fail(`${field} has to end in ${positive} or ${negative}`);
  }
  return signed(angle, letter === negative, most, () => tokens.fail(tooLarge(field)));
}

export function formatAngle(angle: number, positive: string, negative: string): string {
  const size = Math.abs(angle);
  const degrees = Math.floor(size / 3_600_000);
  const minutes = Math.floor(size / 60_000) % 60;
  const seconds = ((size % 60_000) / 1000).toFixed(3);
  return `${degrees} ${minutes} ${seconds} ${angle < 0 ? negative : positive}`;
}

/** A length in metres, with or without its `m`, in centimetres. */
export function parseMetres(tokens: TokenReader, field: string): number {
  const word = tokens.word(field);
  const number = /[mM]$/.test(word) ? word.slice(0, -1) : word;
  const negative = number.startsWith("-");
  const size = parseFixed(negative ? number.slice(1) : number, 2);
  if (size === -1) throw tokens.fail(`${field} has to be a length in metres, such as 24.50m`);
  return negative && size !== 0 ? -size : size;
}

export function formatMetres(centimetres: number): string {
  return `${(centimetres / 100).toFixed(2)}m`;
}

/** `12.5` as 1250 where there are two decimals; -1 for anything else. */
function parseFixed(text: string, decimals: number): number {
  const point = text.indexOf(".");
  const whole = parseDecimal(point === -1 ? text : text.slice(0, point));
  const fraction = point === -1 ? "" : text.slice(point + 1);
  if (whole === -1 || fraction.length > decimals || (point !== -1 && fraction === "")) return -1;
  const rest = parseDecimal(fraction.padEnd(decimals, "0"));
  return rest === -1 ? -1 : whole * 10 ** decimals + rest;
}

function signed(angle: number, isNegative: boolean, most: number, error: () => Error): number {
  if (angle > most) throw error();
  return isNegative && angle !== 0 ? -angle : angle;
}

function tooLarge(field: string): string {
  return `${field} is over its largest value`;
}
