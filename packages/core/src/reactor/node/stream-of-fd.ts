import { createReadStream, createWriteStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { devNull } from "node:os";
import type { Duplex, Readable, Writable } from "node:stream";
import { isatty, ReadStream, WriteStream } from "node:tty";
import { JoinedStreams } from "./joined-streams.js";

/** A socket, pipe or terminal that this process was given, as a stream. */
export function duplexOfFD(fd: number): Duplex {
  const stats = fstatSync(fd);
  if (stats.isSocket() || stats.isFIFO())
    return new Socket({ fd, readable: true, writable: true, allowHalfOpen: true });
  if (isatty(fd)) return new JoinedStreams(new ReadStream(fd), new WriteStream(fd));
  throw new TypeError(`Descriptor ${String(fd)} is no socket, pipe or terminal.`);
}

/** Descriptor `fd` to read from, whatever it is. It is closed with the stream. */
export function readableOfFD(fd: number): Readable {
  if (isatty(fd)) return keepNumberTaken(new ReadStream(fd));
  const stats = fstatSync(fd);
  if (stats.isFile() || stats.isCharacterDevice()) return keepNumberTaken(createReadStream("", { fd }));
  return keepNumberTaken(new Socket({ fd, readable: true, writable: false, allowHalfOpen: true }));
}

/** Descriptor `fd` to write to, whatever it is. It is closed with the stream. */
export function writableOfFD(fd: number): Writable {
  if (isatty(fd)) return keepNumberTaken(new WriteStream(fd));
  const stats = fstatSync(fd);
  if (stats.isFile() || stats.isCharacterDevice()) return keepNumberTaken(createWriteStream("", { fd }));
  return keepNumberTaken(new Socket({ fd, readable: false, writable: true, allowHalfOpen: true }));
}

/**
 * Once a standard stream is closed its number would go to the next file or socket that is opened, and whoever still prints would
 * print into that. So the null device takes it.
 */
function keepNumberTaken<S extends Readable | Writable>(stream: S): S {
  stream.once("close", () => {
    openSync(devNull, "r+");
  });
  return stream;
}
