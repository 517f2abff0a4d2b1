/** One event of an event stream. */
export interface ServerSentEvent {
  /** Lines end with LF, CRLF or CR. */
  readonly data: string;
  /** Which sort it is. @default "message", without a field */
  readonly event?: string;
  /** Comes back as Last-Event-ID when the client connects again. */
  readonly id?: string;
  /** How long the client waits before it connects again. */
  readonly retryMs?: number;
}

/** An event as it is on the wire; a field a line, an empty line at its end. @throws as `EventStream.send`. */
export function formatEvent({ data, event, id, retryMs }: ServerSentEvent): string {
  let text = "";
  if (event !== undefined) text += `event: ${oneLine(event)}\n`;
  if (id !== undefined) text += `id: ${oneLine(id)}\n`;
  if (retryMs !== undefined) {
    if (!Number.isSafeInteger(retryMs) || retryMs < 0)
      throw new RangeError("retryMs must be a whole number of at least 0");
    text += `retry: ${String(retryMs)}\n`;
  }
  return `${text}${linesOf(data, "data: ")}\n`;
}

/** A comment as it is on the wire. */
export function formatComment(text: string): string {
  return `${linesOf(text, ": ")}\n`;
}

function linesOf(text: string, prefix: string): string {
  let lines = "";
  for (const line of text.split(/\r\n|\r|\n/)) lines += `${prefix}${line}\n`;
  return lines;
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new TypeError("the name or id of an event has no line end and no NUL");
  return text;
}
