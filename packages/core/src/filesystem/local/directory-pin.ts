/**
 * A directory that is held on to while something is done to one of its entries. Between the check that a path is
 * inside the root and the use of it, another process (or another connection) may put a symbolic link where a
 * directory was; whoever then uses the path again ends up outside. A pin is the answer to "which directory did we
 * check?" that can't change in between. How well it holds depends on the system: see its two makers.
 */
export interface DirectoryPin {
  /** Where it is below the root: names with no symbolic link among them. */
  readonly names: readonly string[];
  /** A real path that leads to it. */
  readonly self: string;
  /** A real path that leads to an entry of it. A symbolic link there is not followed, if the call doesn't. */
  child(name: string): string;
  /** Whether it is certain to stay the same directory. Where not, what was opened through it is looked at again. */
  readonly holds: boolean;
  /** After something was read through it: rejects with `not-found` where it can't be vouched for any more. */
  check(): Promise<void>;
  /** One more user; each calls `release` once. The maker's caller is the first. */
  retain(): void;
  release(): void;
}

/** A thing in a pinned directory, held on to in the same way: a link there is the link itself. */
export interface EntryPin {
  readonly isSymbolicLink: boolean;
  /** A real path for calls that follow links, where `isSymbolicLink` is false. */
  readonly path: string;
  release(): void;
}

/** A symbolic link that was found instead of a directory. */
export interface FoundLink {
  /** As it is on the disk. */
  readonly target: string;
}

/** A way to pin directories. */
export interface PinMaker {
  /** Pins the directory below the root that these names lead to, if none of them is a link; undefined otherwise. */
  exact(names: readonly string[]): Promise<DirectoryPin | undefined>;
  /** Pins the entry `name` of a pinned directory, if it is a directory. Throws the system's error if it is neither. */
  step(pin: DirectoryPin, name: string): Promise<DirectoryPin | FoundLink>;
  /** Pins whatever `name` is. */
  entry(pin: DirectoryPin, name: string | undefined): Promise<EntryPin>;
}
