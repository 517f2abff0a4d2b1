import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { clearTimeout, setTimeout } from "node:timers";
import { programPath } from "./describe-with.js";

/** How long to wait for a line or for an end. */
const patienceMs = 20_000;

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ProgramOptions extends Pick<SpawnOptions, "cwd" | "stdio"> {
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes to its standard input, which is then closed. @default standard input is empty */
  readonly input?: string | Uint8Array;
  /** Leaves its standard input open. @default false */
  readonly keepInput?: boolean;
}

/** A program that runs, with what it has printed. `await using` ends it, whatever becomes of the test. */
export class RunningProgram implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #name: string;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  readonly #end: Promise<ProgramEnd>;
  #ended = false;
  #changed: (() => void)[] = [];

  constructor(program: string, args: readonly string[], options: ProgramOptions = {}) {
    const { cwd, stdio, env, input, keepInput = false } = options;
    this.#name = [program, ...args].join(" ");
    this.child = spawn(programPath(program) ?? program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      stdio: stdio ?? "pipe",
      // Jest's own flags are not for the programs under test.
      env: { ...process.env, NODE_OPTIONS: "", ...env },
    });
    this.child.stdout?.on("data", (data: Buffer) => {
      this.#stdout.push(data);
      this.#wake();
    });
    this.child.stderr?.on("data", (data: Buffer) => {
      this.#stderr.push(data);
      this.#wake();
    });
    this.#end = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        this.#ended = true;
        resolve({ code, signal, stdout: Buffer.concat(this.#stdout), stderr: this.stderr });
        this.#wake();
      });
    });
    // Who waits for the end hears of it; for everybody else it comes up in `line`.
    this.#end.catch(() => undefined);
    this.child.stdin?.on("error", () => undefined);
    if (!keepInput) this.child.stdin?.end(input);
  }

  get stdout(): string {
    return Buffer.concat(this.#stdout).toString();
  }

  get stderr(): string {
    return Buffer.concat(this.#stderr).toString();
  }

  /** Waits until what it has printed, on either output, matches. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const lines = await this.lines(pattern, 1);
    const [line] = lines;
    if (line === undefined) throw new Error("unreachable: lines() gives as many as were asked for");
    return line;
  }

  /** Waits for `count` matches. */
  async lines(pattern: RegExp, count: number): Promise<RegExpExecArray[]> {
    const all = new RegExp(pattern, "gm");
    for (const deadline = Date.now() + patienceMs; ;) {
      const found = [...`${this.stdout}\n${this.stderr}`.matchAll(all)];
      if (found.length >= count) return found;
      if (this.#ended || Date.now() > deadline) {
        const what = this.#ended ? "ended" : "still runs";
        throw new Error(`"${this.#name}" ${what} without printing ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
      }
      await this.#change();
    }
  }

  /** Waits for its end. */
  async end(): Promise<ProgramEnd> {
    let timer: NodeJS.Timeout | undefined = undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`"${this.#name}" still runs:\n${this.stdout}\n${this.stderr}`));
      }, patienceMs);
    });
    try {
      return await Promise.race([this.#end, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a signal, and waits for the end. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<ProgramEnd> {
    this.child.kill(signal);
    return this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.child.kill("SIGKILL");
    await this.#end.catch(() => undefined);
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const wake of waiting) wake();
  }

  /** Waits until something happens, or a little. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 250);
      this.#changed.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  await using running = new RunningProgram(program, args, options);
  return await running.end();
}
