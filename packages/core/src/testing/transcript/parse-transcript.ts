import type { Side, Transcript, TranscriptLine, TranscriptStep } from "./transcript.js";

export interface TranscriptOptions {
  /** What ends each line on the wire. @default "\r\n" */
  readonly lineEnd?: string;
}

const said = /^([CS]):(?: (.*))?$/s;
const closed = /^([CS])! close$/;
const waited = /^T! (\d+)$/;
const escape = /\\(?:x([0-9a-fA-F]{2})|(.))/gs;
const escapes: Readonly<Record<string, string>> = { r: "\r", n: "\n", t: "\t", "0": "\0", "\\": "\\", "/": "/" };

/** Reads a dialogue. @throws {TypeError} with the number of a line that can't be read. */
export function parseTranscript(text: string, options: TranscriptOptions = {}): Transcript {
  const lineEnd = options.lineEnd ?? "\r\n";
  const steps: TranscriptStep[] = [];
  let turn: { side: Side; lines: TranscriptLine[] } | undefined;
  for (const [index, raw] of text.split("\n").entries()) {
    const source = raw.trimStart().replace(/\r$/, "");
    const lineNumber = index + 1;
    if (source === "" || source.startsWith("#")) continue;
    const line = said.exec(source);
    if (line !== null) {
      const side = line[1] as Side;
      if (turn?.side !== side) {
        turn = { side, lines: [] };
        steps.push({ type: "say", side, lines: turn.lines });
      }
      turn.lines.push(readLine(line[2] ?? "", lineEnd, lineNumber));
      continue;
    }
    turn = undefined;
    steps.push(readAction(source, lineNumber));
  }
  return { steps, lineEnd };
}

function readAction(source: string, lineNumber: number): TranscriptStep {
  const close = closed.exec(source);
  if (close !== null) return { type: "close", side: close[1] as Side, lineNumber };
  const wait = waited.exec(source);
  if (wait !== null) return { type: "wait", ms: Number(wait[1]) };
  throw new TypeError(
    `Line ${String(lineNumber)} of the transcript is none of "C: …", "S: …", "C! close", "S! close", "T! <ms>": ${source}`,
  );
}

function readLine(source: string, lineEnd: string, lineNumber: number): TranscriptLine {
  const pattern = /^\/(.+)\/(i?)$/s.exec(source);
  if (pattern !== null) {
    return { bytes: Buffer.alloc(0), pattern: new RegExp(`^(?:${pattern[1] ?? ""})$`, pattern[2]), lineNumber, source };
  }
  const goesOn = /(?:^|[^\\])(?:\\\\)*\\$/.test(source);
  const bytes = goesOn ? unescape(source.slice(0, -1), "", lineNumber) : unescape(source, lineEnd, lineNumber);
  return { bytes, pattern: undefined, lineNumber, source };
}

/** Text is UTF-8; an `\xNN` is the byte itself. */
function unescape(source: string, lineEnd: string, lineNumber: number): Buffer {
  const parts: Buffer[] = [];
  let end = 0;
  for (const found of source.matchAll(escape)) {
    parts.push(Buffer.from(source.slice(end, found.index), "utf8"));
    end = found.index + found[0].length;
    const [, hex, letter] = found;
    const text = hex === undefined ? escapes[letter ?? ""] : String.fromCharCode(Number.parseInt(hex, 16));
    if (text === undefined)
      throw new TypeError(`Line ${String(lineNumber)} of the transcript has an unknown escape: ${found[0]}`);
    parts.push(Buffer.from(text, "latin1"));
  }
  parts.push(Buffer.from(source.slice(end), "utf8"), Buffer.from(lineEnd));
  return Buffer.concat(parts);
}
