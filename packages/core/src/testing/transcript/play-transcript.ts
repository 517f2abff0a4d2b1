/** Plays a dialogue against one side of a protocol: says the lines of the other side, and compares what comes back. */

import type { Clock } from "../../reactor/clock.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { connectedPair, type ConnectedPair } from "../connected-pair.js";
import { splitsOf, type EverySplitOptions } from "../every-split.js";
import { matchLines } from "./match-lines.js";
import { parseTranscript, type TranscriptOptions } from "./parse-transcript.js";
import { ScriptedPeer } from "./scripted-peer.js";
import { TranscriptMismatch } from "./transcript-mismatch.js";
import type { Side, Transcript, TranscriptLine } from "./transcript.js";

/** Who is tested: `server` says the S lines, or `client` says the C lines. */
export type TranscriptSubject =
  | { readonly server: StreamProtocol; readonly client?: never }
  | { readonly client: StreamProtocol; readonly server?: never };

export interface PlayTranscriptOptions extends TranscriptOptions {
  /** The time in which it plays, where the subject must share it. @default a new `Clock` */
  readonly clock?: Clock;
  /** The sizes into which all that is said to the subject is cut, one after the other; the rest goes whole. @default whole */
  readonly chunkSizes?: readonly number[];
}

/**
 * Plays `transcript` against `subject`. All lines that one side says in a row go out as one chunk, unless `chunkSizes` says otherwise.
 * @returns the pair, as the dialogue has left it; where the subject has closed its direction, the other is closed too.
 * @throws {TranscriptMismatch} where the subject says something else, or more.
 */
export async function playTranscript(
  transcript: string | Transcript,
  subject: TranscriptSubject,
  options: PlayTranscriptOptions = {},
): Promise<ConnectedPair> {
  const dialogue = typeof transcript === "string" ? parseTranscript(transcript, options) : transcript;
  const peer = new ScriptedPeer();
  const pair = connectedPair(
    subject.server ?? peer,
    subject.client ?? peer,
    options.clock === undefined ? {} : { clock: options.clock },
  );
  await pair.flushAsync();
  const tested: Side = subject.server === undefined ? "C" : "S";
  const sizes = [...(options.chunkSizes ?? [])];
  let expected: readonly TranscriptLine[] = [];
  const check = (): void => {
    compare(expected, peer.takeHeard(), dialogue.lineEnd);
    expected = [];
  };
  for (const step of dialogue.steps) {
    if (step.type === "say" && step.side === tested) {
      expected = step.lines;
      continue;
    }
    if (step.type !== "close" || step.side !== tested) check();
    if (step.type === "wait") await pair.advanceAsync(step.ms);
    else if (step.type === "say") await say(pair, peer, Buffer.concat(step.lines.map((line) => bytesOf(line))), sizes);
    else if (step.side !== tested) peer.transport.loseWriteConnection();
    else if (!peer.ended) {
      throw new TranscriptMismatch(
        { lineNumber: step.lineNumber, problem: "the connection is still open" },
        [],
        Buffer.alloc(0),
        dialogue.lineEnd,
      );
    }
    await pair.flushAsync();
  }
  check();
  if (peer.ended) peer.transport.loseConnection();
  await pair.flushAsync();
  return pair;
}

/**
 * Plays `transcript` at every split of what is said to the subject, each time to a new one.
 * @throws what `playTranscript` throws, with the name of the split before its message.
 */
export async function playTranscriptAtEverySplit(
  transcript: string,
  makeSubject: () => TranscriptSubject,
  options: TranscriptOptions & EverySplitOptions = {},
): Promise<void> {
  const dialogue = parseTranscript(transcript, options);
  const told: Side = makeSubject().server === undefined ? "S" : "C";
  const lines = dialogue.steps.flatMap((step) => (step.type === "say" && step.side === told ? step.lines : []));
  const length = lines.reduce((sum, line) => sum + line.bytes.length, 0);
  for (const split of splitsOf(Buffer.alloc(length), options)) {
    try {
      await playTranscript(dialogue, makeSubject(), { chunkSizes: split.chunks.map((chunk) => chunk.length) });
    } catch (error) {
      if (error instanceof Error) error.message = `(${split.name}) ${error.message}`;
      throw error;
    }
  }
}

function compare(expected: readonly TranscriptLine[], actual: Buffer, lineEnd: string): void {
  const mismatch = matchLines(expected, actual, lineEnd);
  if (mismatch !== undefined) throw new TranscriptMismatch(mismatch, expected, actual, lineEnd);
}

function bytesOf(line: TranscriptLine): Buffer {
  if (line.pattern !== undefined) {
    throw new TypeError(
      `Line ${String(line.lineNumber)} of the transcript is a pattern, on the side that is to be played.`,
    );
  }
  return line.bytes;
}

/** Says `bytes`, cut where `sizes` cuts the whole dialogue: what a size leaves over is for the next turn. */
async function say(pair: ConnectedPair, peer: ScriptedPeer, bytes: Buffer, sizes: number[]): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const size = Math.min(sizes[0] ?? bytes.length, bytes.length - at);
    peer.transport.write(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
    const left = (sizes.shift() ?? size) - size;
    if (left > 0) sizes.unshift(left);
    await pair.flushAsync();
  }
}
