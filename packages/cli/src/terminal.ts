import type { Writable } from "node:stream";
import type { Reactor } from "@twist/core";
import { reactor } from "@twist/core";

/** What a command sees of the world: where it prints, where it reads, what drives it. Tests hand in their own. */
export interface Terminal {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: NodeJS.ReadStream;
  /** Where relative paths count from, and where the search for plugins begins. */
  readonly cwd: string;
  readonly reactor: Reactor;
  /** Stops what runs, as a signal would. @default only signals do */
  readonly signal?: AbortSignal;
}

/** This process's own. */
export function processTerminal(): Terminal {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    cwd: process.cwd(),
    reactor,
  };
}
