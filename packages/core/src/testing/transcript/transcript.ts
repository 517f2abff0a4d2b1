/**
 * Dialogues, as RFCs print them.
 *
 *     # Comments and empty lines are left out.
 *     S: 220 mail.example ready
 *     C: EHLO client.example
 *     S: 250-mail.example greets client.example
 *     S: /250 SIZE \d+/               a whole line that matches, where values vary
 *     C: DATA\x00\r\n                 escapes: \r \n \t \0 \\ \/ \xNN (one byte)
 *     C: no line end after this\      a backslash at the end: CRLF is not added, the next line goes on
 *     T! 30000                        lets 30 s of virtual time pass
 *     C! close                        the client closes its direction
 *     S! close                        the server has closed, or closes now
 *
 * One space after the colon belongs to the notation, every other one to the line.
 */

export type Side = "C" | "S";

/** One line that is said. */
export interface TranscriptLine {
  /** The bytes, with their line end; for a `pattern`, without it. */
  readonly bytes: Buffer;
  /** What the line, without its line end, must match as a whole instead. Only for who is tested. */
  readonly pattern: RegExp | undefined;
  /** Where it stands in the transcript, from 1. */
  readonly lineNumber: number;
  /** As it was written. */
  readonly source: string;
}

/** What happens next: a side says lines, a side closes, or time passes. */
export type TranscriptStep =
  | { readonly type: "say"; readonly side: Side; readonly lines: readonly TranscriptLine[] }
  | { readonly type: "close"; readonly side: Side; readonly lineNumber: number }
  | { readonly type: "wait"; readonly ms: number };

export interface Transcript {
  readonly steps: readonly TranscriptStep[];
  /** What ends a line. */
  readonly lineEnd: string;
}
