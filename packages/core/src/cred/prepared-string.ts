/**
 * User names and passwords are compared as RFC 8265 prepares them, so that the same text typed on two keyboards
 * is the same bytes. Of its two profiles we do what changes the outcome of a comparison: other spaces become
 * U+0020 (passwords only), the whole becomes NFC, and control characters, lone surrogates and noncharacters are
 * refused. Not done: the bidi rule, the contextual rules and the refusal of code points that Unicode hasn't
 * assigned, which would make a password valid or not by the version of Unicode that Node carries.
 *
 * SCRAM names SASLprep (RFC 4013), which RFC 8265 replaces; for ASCII the two agree.
 */

const refused = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const otherSpaces = /\p{Zs}/gu;

/** The longest user name that anyone may send, in UTF-16 units. */
export const maxUsernameLength = 256;

/** The longest password that anyone may send, in UTF-16 units. */
export const maxPasswordLength = 1024;

/** `password` in RFC 8265's OpaqueString profile (§4.2), or `undefined` where it is empty, too long or refused. */
export function preparePassword(password: string): string | undefined {
  if (password.length > maxPasswordLength) return undefined;
  return prepared(password.replace(otherSpaces, " "));
}

/** `username` in RFC 8265's UsernameCasePreserved profile (§3.4), or `undefined` where it is empty, too long or refused. */
export function prepareUsername(username: string): string | undefined {
  return username.length > maxUsernameLength ? undefined : prepared(username);
}

function prepared(text: string): string | undefined {
  const normal = text.normalize("NFC");
  return normal === "" || refused.test(normal) ? undefined : normal;
}
