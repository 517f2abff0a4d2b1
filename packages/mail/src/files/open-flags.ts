import { constants } from "node:fs";

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;

/** A file that must not be there yet. */
export const createNew = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;

/** A file to read; never through a symbolic link. */
export const readOnly = O_RDONLY | O_NOFOLLOW;

/** A folder, to be synced. */
export const folder = O_RDONLY | O_DIRECTORY;

/** Mail is nobody else's business. */
export const fileMode = 0o600;
export const folderMode = 0o700;
