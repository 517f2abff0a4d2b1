import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { CompiledPackage } from "../compiled-package.js";
import { TemporaryStore } from "../temporary-store.js";

const compiled = new CompiledPackage();
afterAll(() => {
  compiled[Symbol.dispose]();
});

/** Runs in every thread first, and makes the Nth call of the file system, in the first that isn't the main one, do what it is told. */
const saboteur = compiled.write(
  "saboteur.cjs",
  `
const { threadId } = require("node:worker_threads");
const fs = require("node:fs");
const [what, at] = [process.env.SABOTAGE, Number(process.env.SABOTAGE_AT)];
let calls = 0;
for (const name of ["openSync", "writeSync", "closeSync", "renameSync", "fsyncSync", "unlinkSync"]) {
  if (threadId !== 1) break;
  const call = fs[name];
  fs[name] = (...args) => {
    if (calls++ === at) {
      if (what === "kill") process.kill(process.pid, "SIGKILL");
      if (what === "exit") process.exit(1);
      if (what === "throw" && name !== "closeSync") throw Object.assign(new Error("the disk failed"), { code: "EIO" });
      if (what === "short" && name === "writeSync") return call(args[0], args[1], args[2], 1);
    }
    return call(...args);
  };
}
`,
);

/** Delivers three messages at once, tells which were stored, and then, if they weren't, delivers them again. */
const program = compiled.write(
  "deliver-threaded.mjs",
  `
import { MaildirStore, threadedDisk } from "./maildir/index.js";
const store = new MaildirStore(process.argv[2], { disk: threadedDisk, host: "child" });
const ada = await store.user("ada");
const deliver = async (texts, prefix) => {
  const deliveries = await Promise.all(texts.map(() => ada.deliver()));
  deliveries.forEach((delivery, i) => delivery.write(Buffer.alloc(1000, texts[i])));
  const results = await Promise.allSettled(deliveries.map((delivery) => delivery.commit()));
  results.forEach(({ status, reason }, i) => {
    process.stdout.write(prefix + (status === "fulfilled" ? "stored " + texts[i] : "failed " + texts[i] + " " + reason.code) + "\\n");
  });
  return texts.filter((_, i) => results[i].status === "rejected");
};
await deliver(await deliver(["a", "b", "c"], ""), "again ");
`,
);

interface Run {
  readonly lines: readonly string[];
  readonly signal: string | null;
  /** The letters of the messages that are there. */
  readonly found: string;
}

async function run(temporary: TemporaryStore, what: string, at: number): Promise<Run> {
  const child = spawn(process.execPath, ["--require", saboteur, program, temporary.folder.path], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, SABOTAGE: what, SABOTAGE_AT: String(at) },
  });
  let stdout = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
  });
  // It ends by itself: a thread that rests doesn't keep it.
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  const texts = temporary.names("new").map((name) => readFileSync(temporary.path("new", name), "latin1"));
  for (const text of texts) expect(text).toBe(text.charAt(0).repeat(1000));
  const found = texts.map((text) => text.charAt(0)).sort();
  return { lines: stdout.split("\n").filter((line) => line !== ""), signal, found: found.join("") };
}

const messages = ["a", "b", "c"];

/** Calls of the file system for three messages: open, write, close, rename; and open, sync, close of their folder. */
const calls = 3 * 4 + 3;

describe("a disk with threads", () => {
  it("makes the calls that these tests count", async () => {
    using temporary = new TemporaryStore();
    expect(await run(temporary, "kill", calls)).toEqual({
      lines: messages.map((text) => `stored ${text}`),
      signal: null,
      found: "abc",
    });
    using another = new TemporaryStore();
    expect(await run(another, "kill", calls - 1)).toMatchObject({ lines: [], signal: "SIGKILL" });
  });

  it("leaves all of a message or nothing where the process is killed before any call", async () => {
    for (let at = 0; at < calls; at += 1) {
      using temporary = new TemporaryStore();
      const { lines, signal, found } = await run(temporary, "kill", at);
      expect({ lines, signal }).toEqual({ lines: [], signal: "SIGKILL" });
      expect("abc".startsWith(found)).toBe(true);
    }
  }, 60_000);

  it("tells which messages a failing call is about, leaves nothing of them, and goes on", async () => {
    for (let at = 0; at < calls; at += 1) {
      using temporary = new TemporaryStore();
      const { lines, signal, found } = await run(temporary, "throw", at);
      expect(signal).toBeNull();
      expect(found).toBe("abc");
      expect(temporary.names("tmp")).toEqual([]);
      const failed = lines.filter((line) => line.startsWith("failed")).map((line) => line.charAt(7));
      expect(lines.filter((line) => line.startsWith("again"))).toEqual(failed.map((text) => `again stored ${text}`));
      for (const line of lines.filter((some) => some.startsWith("failed"))) expect(line).toMatch(/ IO_ERROR$/);
      // Closing is let through; a folder that can't be opened or synced concerns all.
      const step = at < 12 ? ["one", "one", "none", "one"][at % 4] : ["all", "all", "none"][at - 12];
      expect(failed).toEqual({ one: [messages[Math.floor(at / 4)]], all: messages, none: [] }[step ?? ""]);
    }
  }, 60_000);

  it("tells all whom a thread leaves that dies, leaves nothing of theirs, and starts another", async () => {
    // Every third: each kind of call once.
    for (let at = 0; at < calls; at += 3) {
      using temporary = new TemporaryStore();
      expect(await run(temporary, "exit", at)).toEqual({
        lines: [
          ...messages.map((text) => `failed ${text} IO_ERROR`),
          ...messages.map((text) => `again stored ${text}`),
        ],
        signal: null,
        found: "abc",
      });
      expect(temporary.names("tmp")).toEqual([]);
    }
  }, 60_000);

  it("writes on where the system takes only a part", async () => {
    using temporary = new TemporaryStore();
    expect(await run(temporary, "short", 1)).toMatchObject({
      lines: messages.map((text) => `stored ${text}`),
      found: "abc",
    });
  });
});
