import type { FileChange } from "../abilities.js";
import type { FileStats } from "../file-stats.js";
import type { MemoryContent } from "./memory-content.js";

interface NodeBase {
  readonly ino: number;
  mode: number;
  uid: number;
  gid: number;
  /** How many names it has; a node without any lives on while a handle is open. */
  nlink: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  readonly birthtimeMs: number;
}

/** A regular file: what POSIX calls an inode. */
export interface MemoryFileNode extends NodeBase {
  readonly type: "file";
  readonly content: MemoryContent;
  handles: number;
}

/** A directory. */
export interface MemoryDirectory extends NodeBase {
  readonly type: "directory";
  readonly entries: Map<string, MemoryNode>;
  /** Those who watch it. */
  watchers?: Set<ChangeSink>;
}

/** A symbolic link. */
export interface MemoryLink extends NodeBase {
  readonly type: "symbolic-link";
  readonly target: string;
}

/** Somebody who is told of changes. */
export interface ChangeSink {
  push(change: FileChange): void;
}

/** Whatever a name in memory stands for. */
export type MemoryNode = MemoryFileNode | MemoryDirectory | MemoryLink;

/** What `stat` says of a node. */
export function statNode(node: MemoryNode): FileStats {
  const { type, mode, uid, gid, nlink, ino, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = node;
  const size = node.type === "file" ? node.content.size : 0;
  return { type, size, mode, uid, gid, nlink, ino, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
}

/** Tells those who watch a directory of a change to one of its entries. */
export function announce(directory: MemoryDirectory, kind: FileChange["kind"], name: string): void {
  if (directory.watchers === undefined) return;
  for (const watcher of directory.watchers) watcher.push({ kind, name });
}
