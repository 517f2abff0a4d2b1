import { DNSError, type DNSErrorCode } from "../wire/dns-error.js";

/** Where in a text something stands. */
export interface TextPosition {
  /** The zone file's path, where the text came from one. */
  readonly file?: string | undefined;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1, in bytes. */
  readonly column: number;
}

/**
 * A zone file, or a record's presentation form, that can't be read. The message begins with `file:line:column`, says what is
 * wrong, and where it can, what to write instead.
 */
export class DNSTextError extends DNSError {
  /** The zone file's path, where the text came from one. */
  readonly file: string | undefined;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1, in bytes. */
  readonly column: number;
  /** The message without its position. */
  readonly detail: string;

  constructor(detail: string, position: TextPosition, options: { code?: DNSErrorCode; cause?: unknown } = {}) {
    const { file, line, column } = position;
    const where = `${String(line)}:${String(column)}`;
    super(`${file === undefined ? where : `${file}:${where}`}: ${detail}`, {
      code: options.code ?? "BAD_TEXT",
      cause: options.cause,
    });
    this.file = file;
    this.line = line;
    this.column = column;
    this.detail = detail;
  }
}
