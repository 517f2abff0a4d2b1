/**
 * The calls that this package makes of the file system, and nothing more. They stand behind an interface so that a test
 * can count them, fail one of them or end the process between two. `nodeDisk` goes through `node:fs` with callbacks and
 * numbers: measured on deliveries, that takes two thirds of the processor time of `fs.promises` and its FileHandle.
 */
import * as fs from "node:fs";

/** A path. Names that aren't ASCII come as bytes, since nobody says what encoding they are in. */
export type FilePath = string | Buffer;

/** A file that is at hand as a whole. */
export interface WholeFile {
  /** Where it is written. */
  readonly temporary: string;
  /** Where it appears. */
  readonly path: string;
  /** Must not change until it is stored. */
  readonly chunks: readonly Uint8Array[];
  /** Bytes of all chunks; at most 1 MiB. */
  readonly length: number;
  /** Whether to wait until the disk has it, and its name. */
  readonly durable: boolean;
}

/** How the store reaches its files. */
export interface Disk {
  /**
   * Stores a new file in one go: writes it and gives it its name. When this fails, nothing is left of it. Many disks can't, and leave it out: then it is done
   * call by call.
   */
  readonly storeFile?: (file: WholeFile) => Promise<void>;
  open(path: FilePath, flags: number, mode?: number): Promise<number>;
  /** Without waiting: what is closed here was read, or has been synced. */
  close(fd: number): void;
  /** Writes all of `chunks` at `position`, or where the file stands. */
  write(fd: number, chunks: readonly Uint8Array[], position: number | null): Promise<void>;
  /** Reads into all of `target`, or up to the end of the file. */
  read(fd: number, target: Uint8Array, position: number): Promise<number>;
  sync(fd: number): Promise<void>;
  truncate(fd: number, length: number): Promise<void>;
  setTimes(fd: number, timeMs: number): Promise<void>;
  stat(fd: number): Promise<fs.BigIntStats>;
  lstat(path: FilePath): Promise<fs.BigIntStats>;
  rename(from: FilePath, to: FilePath): Promise<void>;
  link(existing: FilePath, path: FilePath): Promise<void>;
  unlink(path: FilePath): Promise<void>;
  mkdir(path: string, mode: number): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** Names as latin1: one character for each byte. */
  readdir(path: string): Promise<string[]>;
  symlink(target: string, path: string): Promise<void>;
  readlink(path: string): Promise<string>;
  /** Sets the times of a symbolic link itself. */
  touchLink(path: string, timeMs: number): Promise<void>;
}

/** {@link Disk} on `node:fs`. */
export const nodeDisk: Disk = {
  open: (path, flags, mode = 0) =>
    new Promise((resolve, reject) => {
      fs.open(path, flags, mode, (error, fd) => (error === null ? resolve(fd) : reject(error)));
    }),
  close: fs.closeSync,
  write: writeAll,
  read: readAll,
  sync: (fd) => new Promise((resolve, reject) => fs.fsync(fd, settle(resolve, reject))),
  truncate: (fd, length) => new Promise((resolve, reject) => fs.ftruncate(fd, length, settle(resolve, reject))),
  setTimes: (fd, timeMs) =>
    new Promise((resolve, reject) => fs.futimes(fd, timeMs / 1000, timeMs / 1000, settle(resolve, reject))),
  stat: (fd) =>
    new Promise((resolve, reject) => {
      fs.fstat(fd, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)));
    }),
  lstat: (path) =>
    new Promise((resolve, reject) => {
      fs.lstat(path, { bigint: true }, (error, stats) => (error === null ? resolve(stats) : reject(error)));
    }),
  rename: (from, to) => new Promise((resolve, reject) => fs.rename(from, to, settle(resolve, reject))),
  link: (existing, path) => new Promise((resolve, reject) => fs.link(existing, path, settle(resolve, reject))),
  unlink: (path) => new Promise((resolve, reject) => fs.unlink(path, settle(resolve, reject))),
  mkdir: (path, mode) => new Promise((resolve, reject) => fs.mkdir(path, mode, settle(resolve, reject))),
  rmdir: (path) => new Promise((resolve, reject) => fs.rmdir(path, settle(resolve, reject))),
  readdir: (path) =>
    new Promise((resolve, reject) => {
      fs.readdir(path, "latin1", (error, names) => (error === null ? resolve(names) : reject(error)));
    }),
  symlink: (target, path) => new Promise((resolve, reject) => fs.symlink(target, path, settle(resolve, reject))),
  readlink: (path) =>
    new Promise((resolve, reject) => {
      fs.readlink(path, "utf8", (error, target) => (error === null ? resolve(target) : reject(error)));
    }),
  touchLink: (path, timeMs) =>
    new Promise((resolve, reject) => fs.lutimes(path, timeMs / 1000, timeMs / 1000, settle(resolve, reject))),
};

function settle(resolve: () => void, reject: (error: unknown) => void): (error: Error | null) => void {
  return (error) => (error === null ? resolve() : reject(error));
}

/** A write may take only a part, on a full disk for example; the rest goes in a further one. */
async function writeAll(fd: number, chunks: readonly Uint8Array[], position: number | null): Promise<void> {
  let left = chunks.filter(({ length }) => length > 0);
  let at = position;
  while (left.length > 0) {
    let written = await writeSome(fd, left, at);
    if (at !== null) at += written;
    while (written > 0) {
      const [first, ...others] = left;
      if (first === undefined) break;
      left = written >= first.length ? others : [first.subarray(written), ...others];
      written -= Math.min(written, first.length);
    }
  }
}

/** The most that Linux takes in one call. */
const maxVector = 1024;

function writeSome(fd: number, chunks: readonly Uint8Array[], position: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, written: number): void => (error === null ? resolve(written) : reject(error));
    const [first] = chunks;
    if (chunks.length === 1 && first !== undefined) fs.write(fd, first, 0, first.length, position, done);
    else if (position === null) fs.writev(fd, chunks.slice(0, maxVector), done);
    else fs.writev(fd, chunks.slice(0, maxVector), position, done);
  });
}

async function readAll(fd: number, target: Uint8Array, position: number): Promise<number> {
  let length = 0;
  while (length < target.length) {
    const read = await readSome(fd, target.subarray(length), position + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function readSome(fd: number, target: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, target, 0, target.length, position, (error, read) => (error === null ? resolve(read) : reject(error)));
  });
}
