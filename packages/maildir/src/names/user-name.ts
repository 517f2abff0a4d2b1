import { MaildirError } from "../errors/maildir-error.js";

/** The longest name of a user, in bytes of UTF-8. */
export const maxUserNameBytes = 128;

/**
 * `user`, if it can be the name of a folder directly in the store's root. Fails with `INVALID_NAME` on what is empty, too long, begins with a dot,
 * or holds a slash, a backslash, a control character or half of a surrogate pair.
 */
export function checkUserName(user: string): string {
  const bad =
    user === "" ||
    user.startsWith(".") ||
    /[/\\\0-\x1f\x7f-\x9f\u2028\u2029]/.test(user) ||
    /\p{Surrogate}/u.test(user) ||
    Buffer.byteLength(user) > maxUserNameBytes;
  if (bad) throw new MaildirError("INVALID_NAME", "not the name of a user");
  return user;
}
