import { fileURLToPath } from "node:url";
import { RunningProgram, runProgram, type ProgramEnd, type ProgramOptions } from "./running-program.js";

const bin = fileURLToPath(new URL("bin/twist.js", import.meta.resolve("@twist/cli/package.json")));

/** In the folder of this package all plugins are found. */
const here = fileURLToPath(new URL("..", import.meta.url));

/** A `twist` command that runs, and where it listens. */
export interface RunningTwist extends AsyncDisposable {
  readonly program: RunningProgram;
  /** What stands behind `listening <scheme>`, in the order of the lines. */
  readonly addresses: readonly string[];
  readonly schemes: readonly string[];
  /** The port of the first address. */
  readonly port: number;
}

/** Starts `twist` and waits for its `listening` lines. */
export async function startTwist(
  args: readonly string[],
  options: ProgramOptions & { readonly ports?: number } = {},
): Promise<RunningTwist> {
  const { ports = 1, ...rest } = options;
  return listening(new RunningProgram(process.execPath, [bin, ...args], { cwd: here, ...rest }), ports);
}

/** Runs `twist` to its end. */
export function runTwist(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  return runProgram(process.execPath, [bin, ...args], { cwd: here, ...options });
}

/** Starts one of the scripts in `programs/`, which print the same lines. */
export async function startScript(
  name: string,
  args: readonly string[],
  options: ProgramOptions & { readonly ports?: number } = {},
): Promise<RunningTwist> {
  const { ports = 1, ...rest } = options;
  return listening(new RunningProgram(process.execPath, [scriptPath(name), ...args], rest), ports);
}

/** Where one of the scripts in `programs/` is. */
export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
}

async function listening(program: RunningProgram, ports: number): Promise<RunningTwist> {
  try {
    const lines = await program.lines(/^listening (\S+) (\S+)$/, ports);
    const addresses = lines.map((line) => line[2] ?? "");
    return {
      program,
      addresses,
      schemes: lines.map((line) => line[1] ?? ""),
      port: Number(/:(\d+)$/.exec(addresses[0] ?? "")?.[1]),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}
