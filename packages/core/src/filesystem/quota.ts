/**
 * How much one user may store. A FileSystem that is given a `Quota` asks it before something grows and tells it when
 * something shrinks. `QuotaCounter` counts in memory; an application that counts elsewhere implements the interface.
 * File systems that share one `Quota` share what it allows: all sessions of one user are given the same object.
 *
 * Bytes are the lengths of files, not the blocks on the disk. Files are what needs an inode: files, directories and
 * symbolic links, but not a further hard link. A file that is removed while open counts until its last handle closes.
 */
export interface Quota {
  /** Takes this many bytes and files more; false, with nothing taken, where that is over the limit. */
  reserve(bytes: number, files: number): boolean;
  /** Gives back what was taken, or what was there from the start. */
  release(bytes: number, files: number): void;
}
