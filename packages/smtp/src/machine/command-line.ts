import { isUtf8 } from "node:buffer";

/** A command line, cut in two. */
export interface CommandLine {
  /** In capitals. */
  readonly verb: string;
  /** What stands behind the verb, without spaces around it. */
  readonly argument: string;
}

/** The text of a line of `length` bytes; `undefined` where it has control characters, or bytes that aren't UTF-8. */
export function decodeCommandLine(line: Buffer, length: number): string | undefined {
  let ascii = true;
  for (let i = 0; i < length; i++) {
    const byte = line[i] ?? 0;
    if (byte < 0x20 || byte === 0x7f) return undefined;
    if (byte > 0x7f) ascii = false;
  }
  if (ascii) return line.toString("latin1", 0, length);
  return isUtf8(line.subarray(0, length)) ? line.toString("utf8", 0, length) : undefined;
}

/** Cuts a line into verb and argument. */
export function splitCommandLine(text: string): CommandLine {
  const space = text.indexOf(" ");
  if (space === -1) return { verb: text.toUpperCase(), argument: "" };
  return { verb: text.slice(0, space).toUpperCase(), argument: text.slice(space + 1).trim() };
}

/** The first words of HTTP requests, and of the fields that follow: a browser was led here to talk to us (ALPACA, CVE-2021-3618). */
const httpWords: ReadonlySet<string> = new Set([
  ...["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "PRI"],
  ...["HOST:", "USER-AGENT:", "ACCEPT:", "CONTENT-TYPE:", "CONTENT-LENGTH:"],
]);

/** Whether a line that begins with `verb` is HTTP. */
export function isHTTP(verb: string): boolean {
  return httpWords.has(verb);
}
