/** `saslname` of RFC 5801 §4: a name in which `,` is written `=2C` and `=` is written `=3D`. */

/** Writes `name`. Throws `TypeError` where it has control characters or is empty. */
export function escapeSaslName(name: string): string {
  if (!isName(name)) throw new TypeError("a user name can't be empty or have control characters");
  return name.replaceAll("=", "=3D").replaceAll(",", "=2C");
}

/** Reads `text`; `undefined` where it isn't a name so written. */
export function unescapeSaslName(text: string): string | undefined {
  if (/=(?!2C|3D)|,/.test(text)) return undefined;
  const name = text.replaceAll("=2C", ",").replaceAll("=3D", "=");
  return isName(name) ? name : undefined;
}

function isName(text: string): boolean {
  return text !== "" && !/\p{Cc}/u.test(text);
}
