import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { CompiledPackage } from "../compiled-package.js";
import { TemporaryStore, textsOf } from "../temporary-store.js";

const compiled = new CompiledPackage();
afterAll(() => {
  compiled[Symbol.dispose]();
});

/** What every program does: a disk that ends the process before its Nth call after `start()`, or `now` in a call that it lets through. */
const prelude = `
import { MaildirStore, nodeDisk } from "./maildir/index.js";
const [root, killAt] = [process.argv[2], Number(process.argv[3])];
let calls = -Infinity;
const disk = Object.fromEntries(Object.entries(nodeDisk).map(([name, call]) => [name, (...args) => {
  if (calls++ === killAt) process.kill(process.pid, "SIGKILL");
  return call(...args);
}]));
const start = () => { calls = 0; };
const store = new MaildirStore(root, { disk, host: "child" });
const ada = await store.user("ada");
`;

const deliver = compiled.write(
  "deliver.js",
  `${prelude}
const message = Buffer.alloc(100_000, "y");
start();
await ada.deliverMessage(message);
process.stdout.write("stored");
process.exit();
`,
);

const change = compiled.write(
  "change.js",
  `${prelude}
const inbox = await ada.open("INBOX");
const archive = await ada.open("Archive");
const { uids } = inbox.snapshot();
start();
await inbox.changeFlags([uids[0]], { add: ["\\\\Flagged", "keyword"] });
await inbox.copy([uids[0]], archive);
await inbox.move([uids[1]], archive);
await inbox.remove([uids[2]]);
process.stdout.write("done");
process.exit();
`,
);

async function run(program: string, ...args: string[]): Promise<{ stdout: string; signal: string | null }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  return { stdout, signal };
}

describe("a process that is killed", () => {
  it("before any call of the disk in a delivery leaves all of a message or nothing, and all once it was told", async () => {
    let killed = 0;
    for (let killAt = 0; ; killAt += 1) {
      using temporary = new TemporaryStore();
      const { stdout, signal } = await run(deliver, temporary.folder.path, String(killAt));
      const files = temporary.names("new");
      for (const name of files) expect(readFileSync(temporary.path("new", name))).toEqual(Buffer.alloc(100_000, "y"));
      if (signal === null) {
        expect(stdout).toBe("stored");
        expect(files).toHaveLength(1);
        break;
      }
      expect(stdout).toBe("");
      expect(files.length).toBeLessThanOrEqual(1);
      killed += 1;
      // The mailbox is as good as ever.
      using inbox = await (await temporary.ada()).open("INBOX");
      expect(inbox.count).toBe(files.length);
    }
    expect(killed).toBeGreaterThanOrEqual(8);
  }, 60_000);

  it("before any call of the disk while it flags, copies, moves and removes loses no message and gives no UID twice", async () => {
    for (let killAt = 0; ; killAt += 4) {
      using temporary = new TemporaryStore();
      const ada = await temporary.ada();
      for (const text of ["one", "two", "three"]) await ada.deliverMessage(Buffer.from(text));
      await ada.create("Archive");
      const before = new Map<number, string>();
      {
        using inbox = await ada.open("INBOX");
        for (const [uid, text] of await textsOf(inbox)) before.set(uid, text);
      }
      const { stdout, signal } = await run(change, temporary.folder.path, String(killAt));
      using inbox = await (await temporary.another().user("ada")).open("INBOX");
      using archive = await (await temporary.another().user("ada")).open("Archive");
      const left = await textsOf(inbox);
      const moved = [...(await textsOf(archive)).values()];
      for (const [uid, text] of left) expect(before.get(uid)).toBe(text);
      expect(left.get(1)).toBe("one");
      // In one place, never in none.
      expect([...left.values(), ...moved].filter((text) => text === "two")).toHaveLength(1);
      expect(new Set(moved).size).toBe(moved.length);
      if (signal === null) {
        expect(stdout).toBe("done");
        expect([...left.values()]).toEqual(["one"]);
        expect(moved.sort()).toEqual(["one", "two"]);
        expect(inbox.message(1)?.flags).toEqual(["\\Flagged", "keyword"]);
        break;
      }
    }
  }, 60_000);
});

describe("two processes", () => {
  it("never give two messages one name, nor one UID", async () => {
    using temporary = new TemporaryStore();
    await temporary.ada();
    const program = compiled.write(
      "append.js",
      `${prelude}
const inbox = await ada.open("INBOX");
for (let n = 0; n < 40; n += 1) {
  if (n % 2 === 0) await ada.deliverMessage(Buffer.from("x" + n));
  const { uid } = await inbox.append(Buffer.from(process.argv[4] + n));
  process.stdout.write(uid + " " + process.argv[4] + n + "\\n");
}
process.exit();
`,
    );
    const results = await Promise.all(["a", "b"].map((name) => run(program, temporary.folder.path, "-1", name)));
    const told = results.flatMap(({ stdout }) =>
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")),
    );
    expect(told).toHaveLength(80);
    using inbox = await (await temporary.another().user("ada")).open("INBOX");
    const texts = await textsOf(inbox);
    expect(texts.size).toBe(120);
    expect(new Set(told.map(([uid]) => uid)).size).toBe(80);
    for (const [uid, text] of told) expect(texts.get(Number(uid))).toBe(text);
  }, 60_000);
});
