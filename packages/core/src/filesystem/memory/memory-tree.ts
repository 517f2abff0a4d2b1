import { FileSystemError } from "../file-system-error.js";
import { LinkBudget } from "../link-budget.js";
import { splitLinkTarget, splitPath } from "../virtual-path.js";
import type { MemoryDirectory, MemoryNode } from "./memory-node.js";

/** Where something is, or could be made. */
export interface MemoryPlace {
  readonly directory: MemoryDirectory;
  /** The directories from the root down to and with `directory`. */
  readonly ancestors: readonly MemoryDirectory[];
  /** The names that lead to `directory`, no link among them. */
  readonly names: readonly string[];
  /** Undefined where `directory` itself is meant. */
  readonly name: string | undefined;
  /** What stands there, if anything does. */
  readonly node: MemoryNode | undefined;
}

/** Goes down the tree below one root, by the rules that LocalFileSystem has for the disk. */
export class MemoryTree {
  readonly root: MemoryDirectory;

  constructor(root: MemoryDirectory) {
    this.root = root;
  }

  /** The place of `path`; with `follow`, the one that a link at its end leads to. */
  locate(path: string, follow: boolean): MemoryPlace {
    if (this.root.nlink === 0) throw new FileSystemError("not-found", path, { detail: "the root was removed" });
    const budget = new LinkBudget(path);
    // The way from the root down to here, and what is still to do, the next one last.
    const ancestors = [this.root];
    const names: string[] = [];
    let todo = splitPath(path).reverse();
    for (;;) {
      const directory = ancestors.at(-1) ?? this.root;
      const name = todo.pop();
      if (name === undefined) return { directory, ancestors, names, name: undefined, node: directory };
      budget.takeStep();
      if (name === "..") {
        if (names.pop() === undefined) throw leadsOutside(path);
        ancestors.pop();
        continue;
      }
      const node = directory.entries.get(name);
      const last = todo.length === 0;
      if (node?.type === "symbolic-link" && (follow || !last)) {
        budget.takeLink();
        if (node.target.startsWith("/")) {
          ancestors.length = 1;
          names.length = 0;
        }
        todo = [...todo, ...splitLinkTarget(node.target, path).reverse()];
        continue;
      }
      if (last) return { directory, ancestors, names, name, node };
      if (node === undefined) throw new FileSystemError("not-found", path);
      if (node.type !== "directory") throw new FileSystemError("not-a-directory", path);
      ancestors.push(node);
      names.push(name);
    }
  }

  /** What stands at `path`. */
  find(path: string, follow: boolean): MemoryNode {
    const { node } = this.locate(path, follow);
    if (node === undefined) throw new FileSystemError("not-found", path);
    return node;
  }

  /** The directory that `path` leads to. */
  directory(path: string): MemoryDirectory {
    const node = this.find(path, true);
    if (node.type !== "directory") throw new FileSystemError("not-a-directory", path);
    return node;
  }
}

function leadsOutside(path: string): FileSystemError {
  return new FileSystemError("permission", path, { detail: "a symbolic link leads out of the root" });
}
