import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { readPassword } from "../src/read-password.js";
import { UsageError } from "../src/usage-error.js";
import { FakeTerminal } from "./fake-terminal.js";

/** A keyboard: what is typed comes in pieces, and whether it would be echoed is recorded with each. */
class Keyboard extends PassThrough {
  readonly isTTY = true;
  echo = true;

  setRawMode(raw: boolean): this {
    this.echo = !raw;
    return this;
  }
}

function atTerminal(...pieces: readonly (string | Buffer)[]): { terminal: FakeTerminal; keyboard: Keyboard } {
  const keyboard = new Keyboard();
  const terminal = new FakeTerminal("/", "", keyboard as unknown as NodeJS.ReadStream);
  for (const piece of pieces) keyboard.write(piece);
  return { terminal, keyboard };
}

describe("readPassword at a terminal", () => {
  it("asks twice, without echo, and gives the echo back", async () => {
    const { terminal, keyboard } = atTerminal();
    const read = readPassword(terminal, { prompt: true });
    expect(keyboard.echo).toBe(false);
    keyboard.write("open ses");
    keyboard.write("ame\ropen sesame\r");
    expect(await read).toBe("open sesame");
    expect(keyboard.echo).toBe(true);
    expect(terminal.err).toBe("Password: \nAgain: \n");
  });

  it("lets the user erase, also a character of several bytes", async () => {
    const { terminal } = atTerminal("pä\u007f\b", "ok\r", "ok\n");
    expect(await readPassword(terminal, { prompt: true })).toBe("ok");
  });

  it("takes characters that are cut between two pieces", async () => {
    const umlaut = Buffer.from("ä");
    const { terminal } = atTerminal(umlaut.subarray(0, 1), umlaut.subarray(1), "\rä\r");
    expect(await readPassword(terminal, { prompt: true })).toBe("ä");
  });

  it.each([
    ["two different passwords", ["one\r", "other\r"], "not the same"],
    ["Ctrl-C", ["on\u0003"], "Interrupted"],
    ["nothing", ["\r", "\r"], "is empty"],
    ["bytes that are not UTF-8", [Buffer.from([0xff, 0x0d]), Buffer.from([0xff, 0x0d])], "not UTF-8"],
  ])("refuses %s, and gives the echo back", async (_what, pieces, message) => {
    const { terminal, keyboard } = atTerminal(...pieces);
    const error: unknown = await readPassword(terminal, { prompt: true }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
    expect(keyboard.echo).toBe(true);
  });

  it("takes the first line as it is where it is told not to ask", async () => {
    const { terminal, keyboard } = atTerminal("secret\nrest");
    expect(await readPassword(terminal, { prompt: false })).toBe("secret");
    expect(keyboard.echo).toBe(true);
    expect(terminal.err).toBe("");
  });
});
