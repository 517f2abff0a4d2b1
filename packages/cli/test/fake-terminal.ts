import { PassThrough } from "node:stream";
import { NodeReactor } from "@twist/core";
import type { Terminal } from "../src/terminal.js";

/** A terminal whose output the test reads, and which stops what runs when the test says so. */
export class FakeTerminal implements Terminal, Disposable {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly stdin: NodeJS.ReadStream;
  readonly cwd: string;
  readonly reactor = new NodeReactor();
  readonly #stop = new AbortController();
  readonly signal: AbortSignal = this.#stop.signal;
  #out = "";
  #err = "";
  readonly #watchers = new Set<() => void>();

  /** @param stdin What is typed; by default `input`, and then the end. */
  constructor(cwd: string, input = "", stdin: NodeJS.ReadStream = piped(input)) {
    this.cwd = cwd;
    this.stdin = stdin;
    this.stdout.on("data", (chunk: Buffer) => {
      this.#out += chunk.toString();
      for (const watcher of this.#watchers) watcher();
    });
    this.stderr.on("data", (chunk: Buffer) => {
      this.#err += chunk.toString();
    });
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** Fires once standard output matches. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        const match = pattern.exec(this.#out);
        if (match === null) return;
        this.#watchers.delete(watcher);
        resolve(match);
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }

  /** What a signal would do. */
  stop(): void {
    this.#stop.abort();
  }

  /** A test that failed must not leave a server behind. */
  [Symbol.dispose](): void {
    this.stop();
  }
}

function piped(input: string): NodeJS.ReadStream {
  const stdin = new PassThrough();
  stdin.end(input);
  return stdin as unknown as NodeJS.ReadStream;
}
