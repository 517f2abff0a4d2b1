/**
 * Enhanced status codes (RFC 3463): `class "." subject "." detail`, where the class is the first digit of the reply's own code. They stand before
 * the text of a reply, on each of its lines (RFC 2034 §3).
 */

/** An enhanced status code: `"5.1.1"`. */
export type EnhancedCode = `${2 | 4 | 5}.${number}.${number}`;

const pattern = /^[245]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/;

/** Whether `text`, all of it, is an enhanced status code. */
export function isEnhancedCode(text: string): text is EnhancedCode {
  return text.length <= 9 && pattern.test(text);
}

/**
 * The enhanced code that `text`, the text of a reply, begins with. `undefined` where there is none, or where its class isn't that of `code`: then it is
 * text that only looks like one.
 */
export function leadingEnhancedCode(code: number, text: string): EnhancedCode | undefined {
  const space = text.indexOf(" ");
  if (space > 9) return undefined;
  const word = space === -1 ? text : text.slice(0, space);
  return isEnhancedCode(word) && word.charCodeAt(0) - 0x30 === Math.floor(code / 100) ? word : undefined;
}
