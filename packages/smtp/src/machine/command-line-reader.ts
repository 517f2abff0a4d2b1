import type { ReceiveBuffer } from "@twist/core/wire";
import { MAX_AUTH_LINE_BYTES } from "../commands/auth.js";
import type { SMTPReply } from "../wire/reply.js";
import { decodeCommandLine, splitCommandLine } from "./command-line.js";
import { AUTH_LINE_TOO_LONG, BAD_LINE, BARE_LF, LINE_TOO_LONG } from "./server-replies.js";
import { COMMANDS } from "./session-transitions.js";

const LF = 0x0a;
const CR = 0x0d;

/** What a line is: one with a command, or with an answer to a challenge of AUTH, which may be longer. */
export type LineKind = "command" | "auth";

/**
 * Takes lines out of what has been received. They end in CRLF; an LF by itself is `BARE_LF`, after which nobody should go on reading, since the two ends don't agree on
 * what a line is.
 */
export class CommandLineReader {
  readonly #buffer: ReceiveBuffer;
  readonly #maxCommandLineBytes: number;
  /** Whether what comes is the rest of a line that is over the limit. */
  #skipping = false;

  constructor(buffer: ReceiveBuffer, maxCommandLineBytes: number) {
    this.#buffer = buffer;
    this.#maxCommandLineBytes = maxCommandLineBytes;
  }

  /** The text of the next line; the reply to one that can't be one; `undefined` where its end isn't there yet. */
  next(kind: LineKind): string | SMTPReply | undefined {
    const buffer = this.#buffer;
    if (this.#skipping && !this.#skip()) return undefined;
    const lf = buffer.indexOf(LF);
    const size = lf === -1 ? buffer.length : lf + 1;
    if (size > this.#maxCommandLineBytes && size > this.#longest(kind)) {
      this.#skipping = true;
      return kind === "auth" ? AUTH_LINE_TOO_LONG : LINE_TOO_LONG;
    }
    const line = lf === -1 ? undefined : buffer.take(size);
    if (line === undefined) return undefined;
    if (line[size - 2] !== CR) return BARE_LF;
    return decodeCommandLine(line, size - 2) ?? BAD_LINE;
  }

  /** Drops the rest of a line. @returns whether its end was there. */
  #skip(): boolean {
    const lf = this.#buffer.indexOf(LF);
    if (lf === -1) this.#buffer.clear();
    else this.#buffer.skip(lf + 1);
    this.#skipping = lf === -1;
    return lf !== -1;
  }

  /** How long the line may be that has begun. */
  #longest(kind: LineKind): number {
    if (kind === "auth") return MAX_AUTH_LINE_BYTES + 2;
    const beginning = this.#buffer.peek(10)?.toString("latin1") ?? "";
    return this.#maxCommandLineBytes + (COMMANDS.get(splitCommandLine(beginning).verb)?.extraLineBytes ?? 0);
  }
}
