import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { ReactorTime } from "@twist/core";

/**
 * Names for new messages after the Maildir convention: seconds, then microseconds, process and a random part, then the
 * host. Within a process the time only goes forward, so names also sort by when they were made. Between processes the
 * random part keeps them apart, also where containers share a host name and number their processes alike.
 */
export class UniqueNames {
  readonly #clock: ReactorTime;
  readonly #tail: string;
  #lastMicroseconds = 0;

  /** @param host @default this machine's name */
  constructor(clock: ReactorTime, host = hostname()) {
    this.#clock = clock;
    const random = randomBytes(5).readUIntBE(0, 5).toString(36);
    this.#tail = `P${String(process.pid)}R${random}.${plainHost(host)}`;
  }

  next(): string {
    const now = Math.max(Math.floor(this.#clock.wallTime()) * 1000, this.#lastMicroseconds + 1);
    this.#lastMicroseconds = now;
    return `${String(Math.floor(now / 1_000_000))}.M${String(now % 1_000_000)}${this.#tail}`;
  }
}

/** The convention's own escapes; the comma, because that is where sizes begin; and nothing outside ASCII. */
function plainHost(host: string): string {
  const plain = host.replace(/[^!-~]|[/:,]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0x7f ? "_" : `\\${code.toString(8).padStart(3, "0")}`;
  });
  return plain.slice(0, 64) || "localhost";
}
