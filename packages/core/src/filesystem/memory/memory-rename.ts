import { FileSystemError } from "../file-system-error.js";
import { announce, type MemoryDirectory } from "./memory-node.js";
import type { MemoryPlace } from "./memory-tree.js";
import type { MemoryVolume } from "./memory-volume.js";

/** The two ends of a rename. */
export interface Move {
  readonly from: MemoryPlace;
  readonly to: MemoryPlace;
  readonly fromPath: string;
  readonly toPath: string;
}

/** Moves, and fails where anything is at the other end. */
export function renameToNew(volume: MemoryVolume, move: Move): void {
  const source = sourceOf(move);
  if (move.to.node !== undefined) throw new FileSystemError("exists", move.toPath);
  if (source.node.type === "directory") checkNotInside(move, source.node);
  relink(volume, move);
}

/** Moves, and replaces what POSIX lets a rename replace. Checks in the order in which Linux does. */
export function renameOver(volume: MemoryVolume, move: Move): void {
  const source = sourceOf(move);
  const { to, toPath } = move;
  if (to.name === undefined) throw new FileSystemError("busy", toPath, { detail: "the root" });
  if (source.node.type === "directory") checkNotInside(move, source.node);
  const target = to.node;
  if (target === source.node) return;
  if (target?.type === "directory" && move.from.ancestors.includes(target))
    throw new FileSystemError("not-empty", toPath);
  if (target !== undefined) {
    if (source.node.type === "directory") {
      if (target.type !== "directory") throw new FileSystemError("not-a-directory", toPath);
      if (target.entries.size > 0) throw new FileSystemError("not-empty", toPath);
    } else if (target.type === "directory") throw new FileSystemError("is-a-directory", toPath);
    volume.unlinked(target);
    to.directory.entries.delete(to.name);
  }
  relink(volume, move);
}

function sourceOf({ from, fromPath }: Move) {
  if (from.name === undefined) throw new FileSystemError("busy", fromPath, { detail: "the root" });
  if (from.node === undefined) throw new FileSystemError("not-found", fromPath);
  return { name: from.name, node: from.node };
}

/** A directory can't move into itself. */
function checkNotInside({ to, toPath }: Move, source: MemoryDirectory): void {
  if (to.ancestors.includes(source)) throw new FileSystemError("invalid-argument", toPath, { detail: "inside itself" });
}

function relink(volume: MemoryVolume, { from, to }: Move): void {
  if (from.name === undefined || from.node === undefined || to.name === undefined) return;
  from.directory.entries.delete(from.name);
  to.directory.entries.set(to.name, from.node);
  const now = volume.now();
  from.node.ctimeMs = now;
  for (const { directory } of [from, to]) directory.mtimeMs = directory.ctimeMs = now;
  announce(from.directory, "removed", from.name);
  announce(to.directory, "created", to.name);
}
