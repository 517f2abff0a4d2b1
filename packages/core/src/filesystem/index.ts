/**
 * `@twist/core/filesystem`: the files that FTP, SFTP, SCP and HTTP serve, under a root that nothing leaves.
 *
 * @packageDocumentation
 */
export {
  hasHardLinks,
  hasPosixRename,
  hasStatVFS,
  hasSubtree,
  hasSymbolicLinks,
  hasWatch,
  type DirectoryWatch,
  type FileChange,
  type HardLinks,
  type PosixRename,
  type StatVFS,
  type Subtree,
  type SymbolicLinks,
  type VFSStats,
  type Watch,
} from "./abilities.js";
export type { FileSystemAbility } from "./file-system-ability.js";
export { checkOpenOptions, opensForWriting, type FileHandle, type OpenOptions } from "./file-handle.js";
export { checkAttributes, settableModeBits, type FileAttributes, type FileStats, type FileType } from "./file-stats.js";
export {
  FileSystemError,
  isFileSystemError,
  type FileSystemErrorOptions,
  type FileSystemErrorReason,
} from "./file-system-error.js";
export type { DirectoryEntry, FileSystem, SignalOptions } from "./file-system.js";
export { LocalFileSystem } from "./local/local-file-system.js";
export type { LocalFileSystemOptions } from "./local/local-file-system-options.js";
export { measureUsage } from "./measure-usage.js";
export { MemoryFileSystem, type InitialFiles, type MemoryFileSystemOptions } from "./memory/memory-file-system.js";
export { MountFileSystem } from "./mount-file-system.js";
export { QuotaCounter, type QuotaCounterOptions } from "./quota-counter.js";
export type { Quota } from "./quota.js";
export { readChunks, type ReadChunksOptions } from "./read-chunks.js";
export { readFile, type ReadFileOptions } from "./read-file.js";
export { ReadOnlyFileSystem } from "./read-only-file-system.js";
export { readStream } from "./read-stream.js";
export { subFileSystem } from "./sub-file-system.js";
export {
  baseName,
  joinNames,
  maxNameBytes,
  maxPathBytes,
  normalizePath,
  parentPath,
  resolvePath,
  splitPath,
} from "./virtual-path.js";
export { isPlainWindowsName } from "./windows-name.js";
export { writeChunks, type WriteChunksOptions } from "./write-chunks.js";
export { writeFile, type WriteFileOptions } from "./write-file.js";
