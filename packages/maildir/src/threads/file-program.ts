import { createNew, createNewSynced, fileMode, folder } from "../files/open-flags.js";

/** A file that a thread is to store. */
export interface FileTask {
  readonly temporary: string;
  readonly path: string;
  /** The folder of `path`, where that and the file are to be synced. */
  readonly folder: string | undefined;
  /** Where its content is in the memory that is shared with the thread. */
  readonly start: number;
  readonly end: number;
}

/** An error of the system's. An Error's own properties don't come through between threads. */
export interface FileFault {
  readonly message: string;
  readonly code: string | undefined;
  readonly errno: number | undefined;
  readonly syscall: string | undefined;
  readonly path: string | undefined;
}

/**
 * What a thread runs: it takes lists of {@link FileTask} and answers each with a list, in the same order, of what went wrong: a {@link FileFault}, or
 * `undefined`. Nothing is left of a file that went wrong. It is text, not a file, so that it is found wherever this package is bundled or loaded from.
 */
export const fileProgram = `
const { parentPort, workerData } = require("node:worker_threads");
const fs = require("node:fs");
const memory = Buffer.from(workerData);

function fault({ message, code, errno, syscall, path }) {
  return { message, code, errno, syscall, path };
}

function remove(path) {
  try {
    fs.unlinkSync(path);
  } catch {
    // What went wrong before is what is told.
  }
}

function write({ start, end }, fd) {
  try {
    for (let at = start; at < end; ) at += fs.writeSync(fd, memory, at, end - at);
  } finally {
    fs.closeSync(fd);
  }
}

function store(file) {
  const flags = file.folder === undefined ? ${String(createNew)} : ${String(createNewSynced)};
  const fd = fs.openSync(file.temporary, flags, ${String(fileMode)});
  try {
    write(file, fd);
    fs.renameSync(file.temporary, file.path);
  } catch (error) {
    remove(file.temporary);
    throw error;
  }
}

function sync(folder) {
  const fd = fs.openSync(folder, ${String(folder)});
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

parentPort.on("message", (files) => {
  const faults = files.map((file) => {
    try {
      store(file);
      return undefined;
    } catch (error) {
      return fault(error);
    }
  });
  // One sync makes the names of all the files in a folder durable.
  for (const folder of new Set(files.map((file) => file.folder))) {
    if (folder === undefined) continue;
    try {
      sync(folder);
    } catch (error) {
      files.forEach((file, i) => {
        if (file.folder !== folder || faults[i] !== undefined) return;
        remove(file.path);
        faults[i] = fault(error);
      });
    }
  }
  parentPort.postMessage(faults);
});
`;
