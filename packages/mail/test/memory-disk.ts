import { constants } from "node:fs";
import { dirname, basename } from "node:path";
import type { Disk } from "@twist/maildir";

interface FileNode {
  kind: "file";
  content: Buffer;
  /** What the disk has, whatever happens. */
  synced: Buffer;
  mtimeMs: number;
}
interface LinkNode {
  kind: "link";
  target: string;
  mtimeMs: number;
}
interface FolderNode {
  kind: "folder";
  names: Map<string, Node>;
  synced: Map<string, Node>;
  mtimeMs: number;
}
type Node = FileNode | LinkNode | FolderNode;

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function folderNode(): FolderNode {
  return { kind: "folder", names: new Map(), synced: new Map(), mtimeMs: 0 };
}

/**
 * A disk in memory, for virtual time, that can end the process before any call, or the whole machine: then all is lost that wasn't synced, names in folders
 * included.
 */
export class MemoryDisk {
  readonly #root = folderNode();
  readonly #open = new Map<number, FileNode | FolderNode>();
  /** Those whose writes are synced. */
  readonly #synced = new Set<number>();
  readonly #wallTime: () => number;
  #nextFd = 3;
  #calls = 0;
  #dieAt = Infinity;
  #generation = 0;
  /** Asked before each call: what it gives is what the call fails with. */
  fault: (call: string, path: string) => string | undefined = () => undefined;

  constructor(wallTime: () => number) {
    this.#wallTime = wallTime;
  }

  /** How many calls there were since `dieAfter`. */
  get calls(): number {
    return this.#calls;
  }

  /** Whether the process has died. */
  get dead(): boolean {
    return this.#calls > this.#dieAt;
  }

  /** After this many further calls nothing is ever answered again. */
  dieAfter(calls: number): void {
    this.#calls = 0;
    this.#dieAt = calls;
  }

  /** A new process finds the disk: all that was written, or, after a power failure, what was synced. */
  restart(lost: "process" | "power"): void {
    this.#generation += 1;
    this.#dieAt = Infinity;
    this.#calls = 0;
    this.#open.clear();
    if (lost === "power") revert(this.#root);
  }

  /** Takes a name away, where it is there. */
  remove(path: string): void {
    this.#folder(dirname(path)).names.delete(basename(path));
  }

  /** Writes a file, or over one. */
  write(path: string, text: string): void {
    const content = Buffer.from(text, "latin1");
    this.#folder(dirname(path)).names.set(basename(path), { kind: "file", content, synced: content, mtimeMs: 0 });
  }

  /** The content of a file. */
  read(path: string): string {
    const node = this.#find(path);
    if (node.kind !== "file") throw failure("EISDIR");
    return node.content.toString("latin1");
  }

  /** The names in a folder; none where there is none. */
  list(path: string): string[] {
    try {
      const node = this.#find(path);
      return node.kind === "folder" ? [...node.names.keys()].sort() : [];
    } catch {
      return [];
    }
  }

  /** What one process sees of it. */
  get disk(): Disk {
    const generation = this.#generation;
    const call = <T>(name: string, path: string, run: () => T): Promise<T> => {
      if (generation !== this.#generation || this.#calls++ >= this.#dieAt) return new Promise(() => undefined);
      const code = this.fault(name, path);
      if (code !== undefined) return Promise.reject(failure(code));
      try {
        return Promise.resolve(run());
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error("unknown"));
      }
    };
    return {
      open: (path, flags) => call("open", String(path), () => this.#openPath(String(path), flags)),
      close: (fd) => void this.#open.delete(fd),
      write: (fd, chunks, position) =>
        call("write", "", () => {
          const file = this.#file(fd);
          const added = Buffer.concat(chunks);
          const at = position ?? file.content.length;
          file.content = Buffer.concat([file.content.subarray(0, at), added, file.content.subarray(at + added.length)]);
          file.mtimeMs = this.#wallTime();
          if (this.#synced.has(fd)) file.synced = file.content;
        }),
      read: (fd, target, position) => call("read", "", () => this.#file(fd).content.copy(target, 0, position)),
      sync: (fd) =>
        call("sync", "", () => {
          const node = this.#open.get(fd);
          if (node?.kind === "file") node.synced = node.content;
          if (node?.kind === "folder") node.synced = new Map(node.names);
        }),
      truncate: (fd, length) =>
        call("truncate", "", () => void (this.#file(fd).content = this.#file(fd).content.subarray(0, length))),
      setTimes: (fd, timeMs) => call("setTimes", "", () => void (this.#file(fd).mtimeMs = timeMs)),
      stat: (fd) => call("stat", "", () => stats(this.#open.get(fd))),
      lstat: (path) => call("lstat", String(path), () => stats(this.#find(String(path)))),
      rename: (from, to) =>
        call("rename", String(to), () => {
          const node = this.#find(String(from));
          this.#folder(dirname(String(to))).names.set(basename(String(to)), node);
          this.#folder(dirname(String(from))).names.delete(basename(String(from)));
        }),
      link: (existing, path) => call("link", String(path), () => this.#add(String(path), this.#find(String(existing)))),
      unlink: (path) =>
        call("unlink", String(path), () => {
          if (!this.#folder(dirname(String(path))).names.delete(basename(String(path)))) throw failure("ENOENT");
        }),
      mkdir: (path) => call("mkdir", path, () => this.#add(path, folderNode())),
      rmdir: (path) => call("rmdir", path, () => void this.#folder(dirname(path)).names.delete(basename(path))),
      readdir: (path) => call("readdir", path, () => [...this.#folder(path).names.keys()]),
      symlink: (target, path) =>
        call("symlink", path, () => this.#add(path, { kind: "link", target, mtimeMs: this.#wallTime() })),
      readlink: (path) =>
        call("readlink", path, () => {
          const node = this.#find(path);
          if (node.kind !== "link") throw failure("EINVAL");
          return node.target;
        }),
      touchLink: (path, timeMs) => call("touchLink", path, () => void (this.#find(path).mtimeMs = timeMs)),
    };
  }

  #openPath(path: string, flags: number): number {
    let node: Node;
    if ((flags & constants.O_CREAT) !== 0) {
      node = { kind: "file", content: Buffer.alloc(0), synced: Buffer.alloc(0), mtimeMs: this.#wallTime() };
      this.#add(path, node);
    } else {
      node = this.#find(path);
    }
    if (node.kind === "link") throw failure("ELOOP");
    const fd = this.#nextFd++;
    this.#open.set(fd, node);
    if ((flags & constants.O_SYNC) === constants.O_SYNC) this.#synced.add(fd);
    return fd;
  }

  #file(fd: number): FileNode {
    const node = this.#open.get(fd);
    if (node?.kind !== "file") throw failure("EBADF");
    return node;
  }

  #add(path: string, node: Node): void {
    const { names } = this.#folder(dirname(path));
    if (names.has(basename(path))) throw failure("EEXIST");
    names.set(basename(path), node);
  }

  #folder(path: string): FolderNode {
    const node = this.#find(path);
    if (node.kind !== "folder") throw failure("ENOTDIR");
    return node;
  }

  #find(path: string): Node {
    let node: Node = this.#root;
    for (const name of path.split("/")) {
      if (name === "" || name === ".") continue;
      if (node.kind !== "folder") throw failure("ENOTDIR");
      const next: Node | undefined = node.names.get(name);
      if (next === undefined) throw failure("ENOENT");
      node = next;
    }
    return node;
  }
}

function revert(node: Node): void {
  if (node.kind === "file") node.content = node.synced;
  if (node.kind !== "folder") return;
  node.names = new Map(node.synced);
  for (const child of node.names.values()) revert(child);
}

type Stats = Awaited<ReturnType<Disk["lstat"]>>;

function stats(node: Node | undefined): Stats {
  const size = node?.kind === "file" ? node.content.length : 0;
  const part = {
    size: BigInt(size),
    mtimeMs: BigInt(Math.floor(node?.mtimeMs ?? 0)),
    isDirectory: () => node?.kind === "folder",
    isFile: () => node?.kind === "file",
    isSymbolicLink: () => node?.kind === "link",
  };
  return part as unknown as Stats;
}
