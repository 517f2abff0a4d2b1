import type { Headers } from "../wire/headers.js";
import type { HTTPRequest } from "./http-request.js";

/** The head of an answer that is about to be sent. */
export interface EncodableHead {
  readonly request: HTTPRequest;
  readonly status: number;
  /** Not to be changed: the handler may use them again. */
  readonly fields: Headers;
  /** Of the content, where it is known. */
  readonly contentLength: number | undefined;
}

/** What becomes of an answer. */
export interface EncodingPlan {
  /** The fields to send instead. They have no Content-Length where there is a coding. */
  readonly fields: Headers;
  /** How its content is encoded; `undefined`: not at all. */
  readonly coding: ChosenCoding | undefined;
}

/** A coding for the content of one answer. */
export interface ChosenCoding {
  /** Content that is at hand, encoded at once; `undefined` where there is too much of it for that. */
  encodeWhole(content: Uint8Array): Uint8Array | undefined;
  /** Begins to encode content that comes piece by piece. */
  start(output: EncoderOutput): ContentEncoder;
}

/** Decides, for each answer when its head is sent, whether and how its content is encoded (RFC 9110 §8.4). */
export interface ContentEncoding {
  plan(head: EncodableHead): EncodingPlan;
}

/** Encodes the content of one answer, piece by piece. */
export interface ContentEncoder {
  /** Whether it has enough to do for now. */
  readonly isFull: boolean;
  write(content: Uint8Array): void;
  /** No more comes. `encodedAll` follows when the last byte has been given on. */
  end(): void;
  /** Gives nothing on until `resume`. */
  pause(): void;
  resume(): void;
  /** Nobody wants the rest: calls nothing any more. */
  destroy(): void;
}

/** Where encoded content goes. */
export interface EncoderOutput {
  encoded(content: Buffer): void;
  encodedAll(): void;
  encodingFailed(error: Error): void;
  /** There is room for more content. */
  encoderDrained(): void;
}
