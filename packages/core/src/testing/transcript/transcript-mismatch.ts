import type { Mismatch } from "./match-lines.js";
import type { TranscriptLine } from "./transcript.js";

const widest = 60;

/** Who was tested did not say what the transcript expects. The message shows both, side by side. */
export class TranscriptMismatch extends Error {
  /** The line of the transcript that went wrong first. */
  readonly lineNumber: number;

  constructor({ lineNumber, problem }: Mismatch, expected: readonly TranscriptLine[], actual: Buffer, lineEnd: string) {
    super(
      `Line ${String(lineNumber)} of the transcript: ${problem}\n${sideBySide(lineNumber, expected, actual, lineEnd)}`,
    );
    this.name = "TranscriptMismatch";
    this.lineNumber = lineNumber;
  }
}

function sideBySide(badLine: number, expected: readonly TranscriptLine[], actual: Buffer, lineEnd: string): string {
  const lines = splitLines(actual, lineEnd);
  const width = Math.min(widest, Math.max(8, ...expected.map((line) => line.source.length)));
  const rows = [`    ${"expected".padEnd(width)} | actual`];
  for (let index = 0; index < Math.max(expected.length, lines.length); index += 1) {
    const line = expected[index];
    const mark = line?.lineNumber === badLine || (line === undefined && index === expected.length) ? "  > " : "    ";
    rows.push(`${mark}${(line?.source ?? "").padEnd(width)} | ${visible(lines[index] ?? "")}`.trimEnd());
  }
  return rows.join("\n");
}

function splitLines(bytes: Buffer, lineEnd: string): string[] {
  const lines = bytes.toString("latin1").split(lineEnd);
  const last = lines.pop() ?? "";
  if (last !== "") lines.push(`${last}\\`);
  return lines;
}

/** What the bytes would be in a transcript. */
function visible(line: string): string {
  return line.replace(/[\x00-\x1f\x7f-\xff]/g, (letter) => {
    if (letter === "\r") return "\\r";
    if (letter === "\n") return "\\n";
    return `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
