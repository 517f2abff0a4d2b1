import { asBuffer } from "@twist/core/wire";

/** Something that comes in pieces: a Node `Readable`, a web `ReadableStream`, an async generator. */
export type MessagePieces = AsyncIterable<Uint8Array | string>;

/** Something that makes its stream anew each time it is asked: a `Blob`, a file, a message builder. */
export interface StreamableMessage {
  stream(): MessagePieces | ReadableStream<Uint8Array>;
}

/** A message that serves any number of attempts. */
export type RepeatableMessage = string | Uint8Array | StreamableMessage;

/** A message, headers and body, as RFC 5322 has it. Text goes out as UTF-8. A stream serves once. */
export type Message = RepeatableMessage | MessagePieces | ReadableStream<Uint8Array>;

/** What there is to send: all of it at once, or piece by piece. */
export type MessageContent = Buffer | MessagePieces;

/** The message, where all of it is there. */
export function inMemory(message: Message): Buffer | undefined {
  if (typeof message === "string") return Buffer.from(message);
  return message instanceof Uint8Array ? asBuffer(message) : undefined;
}

/** Opens the message. @throws {TypeError} where it is none. */
export function messageContent(message: Message): MessageContent {
  const content = inMemory(message);
  if (content !== undefined) return content;
  const stream: unknown = isStreamable(message) ? message.stream() : message;
  if (isAsyncIterable(stream)) return stream;
  throw new TypeError("a message is text, bytes, something to iterate over asynchronously, or has a stream()");
}

/** Whether `message` can be sent more than once. */
export function isRepeatable(message: Message): message is RepeatableMessage {
  return typeof message === "string" || message instanceof Uint8Array || isStreamable(message);
}

function isStreamable(message: unknown): message is StreamableMessage {
  return typeof message === "object" && message !== null && "stream" in message && typeof message.stream === "function";
}

function isAsyncIterable(stream: unknown): stream is MessagePieces {
  return typeof stream === "object" && stream !== null && Symbol.asyncIterator in stream;
}
