import { Buffer } from "node:buffer";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Who is told what happens on a stream. */
export interface StreamOwner {
  streamData(data: Buffer): void;
  /** The peer's end of stream. */
  streamEnded(stream: Duplex): void;
  streamDrained(): void;
  /** Everything is out, our end of stream too. */
  streamFinished(): void;
  streamFailed(stream: Duplex, error: Error): void;
  streamClosed(stream: Duplex): void;
}

/** From a stream to its owner, so that all streams of the process share their listeners. */
const owner = Symbol("twist.owner");

type OwnedStream = Duplex & { [owner]?: StreamOwner | undefined };

/** From now on `listener` is told how `stream` ends. */
export function listenForLoss(stream: OwnedStream, listener: StreamOwner): void {
  stream[owner] = listener;
  stream.on("error", onError);
  stream.on("close", onClose);
}

/** Lets data flow to the owner, until the peer's end of stream. */
export function listenForData(stream: OwnedStream): void {
  stream.on("data", onData);
  if (Object.getPrototypeOf(stream) === Socket.prototype) Object.setPrototypeOf(stream, OwnedSocket.prototype);
  stream.on("end", onEnd);
}

/** Tells the owner whenever the stream has drained. */
export function listenForDrain(stream: OwnedStream): void {
  stream.on("drain", onDrain);
}

/** Tells the owner that our direction is closed. */
export function listenForFinish(stream: OwnedStream): void {
  stream.on("finish", onFinish);
}

/** The stream is for somebody else to read. */
export function unlisten(stream: OwnedStream): void {
  stream.pause();
  stream[owner] = undefined;
  stream.off("data", onData);
  stream.off("end", onEnd);
  stream.off("drain", onDrain);
  stream.off("error", onError);
  stream.off("close", onClose);
}

/** What a socket of Node's becomes that has an owner. It is their prototype that they share, so that each of ten thousand takes up no more memory. */
class OwnedSocket extends Socket {
  /**
   * What a socket calls with what it has read. Where data flow and nothing is buffered, `Readable` would tell the listener of "data", by way of
   * bookkeeping and a call in the next tick that cost a tenth of a small request's time; this tells the owner. A socket that
   * doesn't call it is read all the same.
   */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const listener = (this as OwnedStream)[owner];
    if (listener === undefined || !Buffer.isBuffer(chunk) || this.readableFlowing !== true || this.readableLength > 0) {
      return super.push(chunk, encoding);
    }
    listener.streamData(chunk);
    return true;
  }
}

function onData(this: OwnedStream, data: Buffer): void {
  this[owner]?.streamData(data);
}

function onEnd(this: OwnedStream): void {
  this[owner]?.streamEnded(this);
}

function onDrain(this: OwnedStream): void {
  this[owner]?.streamDrained();
}

function onFinish(this: OwnedStream): void {
  this[owner]?.streamFinished();
}

function onError(this: OwnedStream, error: Error): void {
  this[owner]?.streamFailed(this, error);
}

function onClose(this: OwnedStream): void {
  this[owner]?.streamClosed(this);
}
