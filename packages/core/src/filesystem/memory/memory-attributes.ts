import { settableModeBits, type FileAttributes } from "../file-stats.js";
import type { MemoryNode } from "./memory-node.js";

/** Sets what is given, save the size. */
export function setNodeAttributes(node: MemoryNode, attributes: FileAttributes, now: number): void {
  if (attributes.mode !== undefined) node.mode = attributes.mode & settableModeBits;
  if (attributes.uid !== undefined) node.uid = attributes.uid;
  if (attributes.gid !== undefined) node.gid = attributes.gid;
  if (attributes.atimeMs !== undefined) node.atimeMs = toMicroseconds(attributes.atimeMs);
  if (attributes.mtimeMs !== undefined) node.mtimeMs = toMicroseconds(attributes.mtimeMs);
  node.ctimeMs = now;
}

/** No finer than a disk keeps it, so that what is read back is the same on both. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
