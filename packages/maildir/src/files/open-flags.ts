import { constants } from "node:fs";

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_SYNC } = constants;

/** A file that must not be there yet. A symbolic link in its place is not followed. */
export const createNew = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;

/** As `createNew`, and each write returns when the disk has it, as if it were synced then. */
export const createNewSynced = createNew | O_SYNC;

/** A file to read; never through a symbolic link, and without waiting for the other end of a FIFO. */
export const readOnly = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/** A file that is there, to read and write. */
export const readWrite = O_RDWR | O_NOFOLLOW | O_NONBLOCK;

/** A folder, to be synced. */
export const folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;

/** Mail is nobody else's business. */
export const fileMode = 0o600;
export const folderMode = 0o700;
