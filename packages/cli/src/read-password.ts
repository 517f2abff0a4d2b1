import { UsageError } from "./usage-error.js";
import type { Terminal } from "./terminal.js";

/** No password is longer than this, in bytes. */
const maxPasswordBytes = 1024;

const interrupt = 0x03;
const endOfInput = 0x04;
const backspace = 0x08;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const deleteKey = 0x7f;

export interface ReadPasswordOptions {
  /** Ask for it, twice and without echo, where standard input is a terminal. */
  readonly prompt: boolean;
}

/** Reads a password: from a person at a terminal, or the first line of what is piped in. @throws {UsageError} */
export async function readPassword(terminal: Terminal, options: ReadPasswordOptions): Promise<string> {
  if (!options.prompt || !terminal.stdin.isTTY) return checked(await readLine(terminal, false));
  terminal.stderr.write("Password: ");
  const password = await readLine(terminal, true);
  terminal.stderr.write("\nAgain: ");
  const again = await readLine(terminal, true);
  terminal.stderr.write("\n");
  if (password !== again) throw new UsageError("The two passwords are not the same; nothing was changed.");
  return checked(password);
}

function checked(password: string): string {
  if (password === "") throw new UsageError("The password is empty; nothing was changed.");
  return password;
}

/** Reads up to the end of a line. `hidden`: in raw mode, so that nothing is echoed; the keys for erasing work then too. */
async function readLine({ stdin }: Terminal, hidden: boolean): Promise<string> {
  if (hidden) stdin.setRawMode(true);
  const bytes: number[] = [];
  try {
    for (;;) {
      const chunk = await nextChunk(stdin);
      if (chunk === undefined) return decode(bytes);
      for (const [index, byte] of chunk.entries()) {
        if (byte === lineFeed || byte === carriageReturn || (hidden && byte === endOfInput)) {
          if (index + 1 < chunk.length) stdin.unshift(chunk.subarray(index + 1));
          return decode(bytes);
        }
        if (hidden && byte === interrupt) throw new UsageError("Interrupted; nothing was changed.");
        if (hidden && (byte === backspace || byte === deleteKey)) eraseCharacter(bytes);
        else bytes.push(byte);
        if (bytes.length > maxPasswordBytes) {
          throw new UsageError(`A password has at most ${String(maxPasswordBytes)} bytes.`);
        }
      }
    }
  } finally {
    if (hidden) stdin.setRawMode(false);
    stdin.pause();
  }
}

/** The next bytes, or `undefined` at the end. */
function nextChunk(stdin: NodeJS.ReadStream): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const onReadable = (): void => {
      const chunk = stdin.read() as Buffer | string | null;
      if (chunk === null) return;
      settle();
      resolve(Buffer.from(chunk as Buffer));
    };
    const onEnd = (): void => {
      settle();
      resolve(undefined);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const settle = (): void => {
      stdin.off("readable", onReadable).off("end", onEnd).off("error", onError);
    };
    if (stdin.readableEnded) {
      resolve(undefined);
      return;
    }
    stdin.on("readable", onReadable).on("end", onEnd).on("error", onError);
  });
}

/** Takes back the last character, which may be several bytes of UTF-8. */
function eraseCharacter(bytes: number[]): void {
  let last = bytes.pop();
  while (last !== undefined && (last & 0xc0) === 0x80) last = bytes.pop();
}

function decode(bytes: readonly number[]): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch (error) {
    throw new UsageError("The password is not UTF-8.", { cause: error });
  }
}
