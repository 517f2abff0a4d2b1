/** The name of an optional ability. */
export type FileSystemAbility = "symbolic-links" | "hard-links" | "posix-rename" | "stat-vfs" | "watch" | "subtree";
