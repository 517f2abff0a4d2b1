/**
 * The spelling of mailbox names in IMAP4rev1 and in the folder names of a Maildir, RFC 3501 §5.1.3: printable ASCII stands
 * for itself, `&` is `&-`, and everything else is UTF-16 in a Base64 with a comma for the slash and no padding,
 * between `&` and `-`.
 */

/** The modified UTF-7 of `text`. Throws a RangeError where it holds half of a surrogate pair. */
export function encodeModifiedUTF7(text: string): string {
  let result = "";
  for (let at = 0; at < text.length;) {
    let end = at;
    while (end < text.length && !isDirect(text.charCodeAt(end))) end += 1;
    if (end > at) result += `&${encodeRun(text.slice(at, end))}-`;
    else {
      end += 1;
      result += text.charAt(at) === "&" ? "&-" : text.charAt(at);
    }
    at = end;
  }
  return result;
}

/** The text that modified UTF-7 stands for; undefined where `encoded` is not what `encodeModifiedUTF7` writes, so that two spellings never mean one name. */
export function decodeModifiedUTF7(encoded: string): string | undefined {
  let result = "";
  for (let at = 0; at < encoded.length;) {
    if (!isDirect(encoded.charCodeAt(at))) return undefined;
    if (encoded.charAt(at) !== "&") {
      result += encoded.charAt(at);
      at += 1;
      continue;
    }
    const end = encoded.indexOf("-", at);
    if (end < 0) return undefined;
    result += end === at + 1 ? "&" : decodeRun(encoded.slice(at + 1, end));
    at = end + 1;
  }
  if (/\p{Surrogate}/u.test(result)) return undefined;
  return encodeModifiedUTF7(result) === encoded ? result : undefined;
}

function isDirect(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}

function encodeRun(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError("half of a surrogate pair has no modified UTF-7");
  return Buffer.from(text, "utf16le").swap16().toString("base64").replace(/=+$/, "").replaceAll("/", ",");
}

/** What isn't Base64 decodes to something, which then isn't encoded to the same again. */
function decodeRun(base64: string): string {
  const bytes = Buffer.from(base64.replaceAll(",", "/"), "base64");
  return bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : "";
}
