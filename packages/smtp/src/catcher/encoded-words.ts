/** `=?charset?encoding?text?=` (RFC 2047 §2, with the language that RFC 2231 §5 allows behind the charset). */
const encodedWord = /=\?([^?\s*]{1,40})(?:\*[^?\s]{1,40})?\?([bq])\?([^?\s]*)\?=/gi;

/** Space between two encoded words isn't shown (RFC 2047 §6.2). */
const betweenWords = /\?=[ \t]+(?==\?)/g;

/** A field's text as it is meant to be read: encoded words decoded, those that can't be left as they are. */
export function decodeEncodedWords(text: string): string {
  return text
    .replace(betweenWords, "?=")
    .replace(encodedWord, (word: string, charset: string, encoding: string, content: string) => {
      const bytes = encoding.toLowerCase() === "b" ? Buffer.from(content, "base64") : fromQ(content);
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word;
      }
    });
}

function fromQ(content: string): Buffer {
  const plain = content.replaceAll("_", " ");
  return Buffer.from(
    plain.replace(/=([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}
