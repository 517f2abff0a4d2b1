import type { SpawnOptions as NodeSpawnOptions, StdioOptions } from "node:child_process";
import type { SpawnOptions } from "../reactor.js";

/** What a child gets as its descriptors where the options don't say: three pipes. */
const defaultChildFDs = { 0: "write", 1: "read", 2: "read" } as const;

/** The most descriptors that a child can be given. */
const maxChildFDs = 256;

/** What a child's descriptor is, from our side. */
export type ChildFD = "write" | "read" | "inherit" | "ignore" | number;

/** The descriptors of a child by number. @throws {RangeError} where a number is none. */
export function childFDsOf(options: SpawnOptions): ReadonlyMap<number, ChildFD> {
  const fds = new Map<number, ChildFD>();
  for (const [key, kind] of Object.entries(options.childFDs ?? defaultChildFDs)) {
    const fd = Number(key);
    if (!Number.isInteger(fd) || fd < 0 || fd >= maxChildFDs) {
      throw new RangeError(
        `A descriptor of a child is a whole number from 0 to ${String(maxChildFDs - 1)}, not "${key}".`,
      );
    }
    fds.set(fd, kind);
  }
  return fds;
}

/** The options as Node takes them. */
export function nodeSpawnOptions(options: SpawnOptions, fds: ReadonlyMap<number, ChildFD>): NodeSpawnOptions {
  const { env, cwd, uid, gid, detached } = options;
  const count = Math.max(2, ...fds.keys()) + 1;
  const stdio: StdioOptions = Array.from({ length: count }, (_, fd) => {
    const kind = fds.get(fd) ?? "ignore";
    if (kind === "write" || kind === "read") return "pipe";
    return kind === "inherit" ? fd : kind;
  });
  return {
    stdio,
    windowsHide: true,
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(detached === undefined ? {} : { detached }),
  };
}
