import type { Writable } from "node:stream";

/** Writes one line. What is no longer read by anybody is not worth an error. */
export function printLine(to: Writable, line: string): void {
  if (!to.destroyed) to.write(`${line}\n`);
}
