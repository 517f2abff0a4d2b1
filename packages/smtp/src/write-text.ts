import type { Transport } from "@twist/core";

/** Writes lines to `transport`. Nearly all are ASCII, which a socket takes as it is: that saves making bytes of it. */
export function writeText(transport: Transport, text: string): void {
  transport.write(text, Buffer.byteLength(text) === text.length ? "latin1" : "utf8");
}
