import { Deferred } from "../../deferred/deferred.js";
import { Protocol } from "../../protocol/protocol.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import { matchLines } from "../transcript/match-lines.js";
import { TranscriptMismatch } from "../transcript/transcript-mismatch.js";
import type { Side, Transcript, TranscriptStep } from "../transcript/transcript.js";

/** Plays one side of a transcript over a real connection: says its lines, each turn once the other side's before it has come. */
export class DialoguePeer extends Protocol {
  /** Fires when all has been said and heard; fails when something else was, or the connection was lost before. */
  readonly done = new Deferred<void>();
  readonly #side: Side;
  readonly #lineEnd: string;
  readonly #steps: TranscriptStep[];
  #heard = Buffer.alloc(0);
  #peerClosed = false;

  constructor(transcript: Transcript, side: Side) {
    super();
    this.#side = side;
    this.#lineEnd = transcript.lineEnd;
    this.#steps = [...transcript.steps];
  }

  override connectionMade(): void {
    this.#goOn();
  }

  override dataReceived(data: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, data]);
    this.#goOn();
  }

  override readConnectionLost(): void {
    this.#peerClosed = true;
    this.#goOn();
    if (!this.done.called) this.transport.loseConnection();
  }

  override connectionLost(reason: ConnectionEnd): void {
    if (!this.done.called) this.done.errback(reason);
  }

  #goOn(): void {
    while (!this.done.called) {
      const step = this.#steps[0];
      if (step === undefined) {
        this.done.callback(undefined);
        this.transport.loseConnection();
        return;
      }
      if (!this.#play(step)) return;
      this.#steps.shift();
    }
  }

  /** @returns whether the step is done. */
  #play(step: TranscriptStep): boolean {
    if (step.type === "wait") {
      this.#steps[0] = { type: "say", side: this.#side, lines: [] };
      this.transport.clock.callLater(step.ms, () => {
        if (this.transport.connected) this.#goOn();
      });
      return false;
    }
    if (step.side !== this.#side) return step.type === "close" ? this.#peerClosed : this.#hears(step);
    if (step.type === "close") this.transport.loseWriteConnection();
    else this.transport.writeSequence(step.lines.map(({ bytes }) => bytes));
    return true;
  }

  #hears({ lines }: TranscriptStep & { readonly type: "say" }): boolean {
    const length = this.#lengthOf(lines);
    if (length === undefined || this.#heard.length < length) return false;
    const actual = this.#heard.subarray(0, length);
    this.#heard = this.#heard.subarray(length);
    const mismatch = matchLines(lines, actual, this.#lineEnd);
    if (mismatch === undefined) return true;
    this.done.errback(new TranscriptMismatch(mismatch, lines, actual, this.#lineEnd));
    this.transport.abortConnection();
    return false;
  }

  /** How many bytes of what was heard these lines take; `undefined` while a line that is matched by a pattern has not ended. */
  #lengthOf(lines: (TranscriptStep & { readonly type: "say" })["lines"]): number | undefined {
    let at = 0;
    for (const { bytes, pattern } of lines) {
      if (pattern === undefined) {
        at += bytes.length;
        continue;
      }
      const end = this.#heard.indexOf(this.#lineEnd, at);
      if (end === -1) return undefined;
      at = end + this.#lineEnd.length;
    }
    return at;
  }
}
