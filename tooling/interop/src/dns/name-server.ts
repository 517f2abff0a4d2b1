import { setTimeout as sleep } from "node:timers/promises";
import { reactor } from "@twist/core";
import { Message, type Name } from "@twist/dns";
import { DNSExchangeError, TCPUpstream } from "@twist/dns/client";
import { SOA } from "@twist/dns/records";
import { RunningProgram } from "../running-program.js";
import type { TemporaryFolder } from "../temporary-folder.js";

/** Somebody else's name server, with a folder of its own, for as long as the scope. */
export interface RunningNameServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: TemporaryFolder;
  readonly program: RunningProgram;
}

/** How one is started. */
export interface NameServerStart {
  readonly command: readonly [string, ...string[]];
  readonly port: number;
  /** @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** Names that it answers for once it is ready, be it with no record. @default the root */
  readonly ready?: readonly (Name | string)[] | undefined;
}

const attempts = 150;
const pauseMs = 100;

/** Starts a server and waits until it answers. */
export async function startNameServer(folder: TemporaryFolder, start: NameServerStart): Promise<RunningNameServer> {
  const [command, ...args] = start.command;
  const program = new RunningProgram(command, args, { cwd: folder.path });
  const stop = async (): Promise<void> => {
    await program[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  try {
    for (const name of start.ready ?? ["."]) await untilAnswered(start, name, program);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port: start.port, folder, program, [Symbol.asyncDispose]: stop };
}

async function untilAnswered(
  { host = "127.0.0.1", port }: NameServerStart,
  name: Name | string,
  program: RunningProgram,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (program.child.exitCode !== null || attempt === attempts) {
      throw new Error(`no answer for ${name.toString()}:\n${program.stdout}\n${program.stderr}`);
    }
    if (await isAnswered(host, port, name)) return;
    await sleep(pauseMs);
  }
}

/** Whether a server says anything about a name but that it can't or won't. */
async function isAnswered(host: string, port: number, name: Name | string): Promise<boolean> {
  const upstream = new TCPUpstream({ host, port }, reactor);
  try {
    const response = await upstream.exchange(Message.query(name, SOA.code), { timeoutMs: 1_000 });
    return name === "." || response.rcode === 0;
  } catch (error) {
    if (error instanceof DNSExchangeError) return false;
    throw error;
  } finally {
    upstream.close();
  }
}
