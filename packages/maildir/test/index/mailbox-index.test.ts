import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { nodeDisk } from "../../src/files/disk.js";
import { TemporaryStore, textsOf } from "../temporary-store.js";

/** Nothing here is about power failures, and thousands of syncs take minutes. */
const quickDisk = { ...nodeDisk, sync: () => Promise.resolve() };

/** Everything that was ever said: which message a UID of a UIDVALIDITY meant. */
class Truth {
  readonly #said: Map<string, string>;

  /** @param base What was said before; it learns nothing of what comes. Each spoilt index is another history. */
  constructor(base?: Truth) {
    this.#said = base === undefined ? new Map<string, string>() : new Map(base.#said);
  }

  check(uidValidity: number, texts: ReadonlyMap<number, string>): void {
    for (const [uid, text] of texts) {
      const key = `${String(uidValidity)}:${String(uid)}`;
      expect(this.#said.get(key) ?? text).toBe(text);
      this.#said.set(key, text);
    }
  }
}

/** A mailbox with some history, closed; its index in bytes. */
async function history(temporary: TemporaryStore, truth: Truth): Promise<Buffer> {
  const ada = await temporary.ada();
  using inbox = await ada.open("INBOX");
  for (const text of ["one", "two", "three"]) {
    await inbox.append(Buffer.from(text));
    truth.check(inbox.snapshot().uidValidity, await textsOf(inbox));
  }
  await inbox.changeFlags([1, 2], { add: ["\\Seen"] });
  await inbox.remove([2, 3]);
  await inbox.append(Buffer.from("four"), { flags: ["\\Flagged"] });
  truth.check(inbox.snapshot().uidValidity, await textsOf(inbox));
  return readFileSync(temporary.path("twist-index"));
}

/** Opens with a spoilt index, and delivers: nothing that is said may contradict what was. */
async function survive(temporary: TemporaryStore, truth: Truth, spoilt: Buffer): Promise<void> {
  writeFileSync(temporary.path("twist-index"), spoilt);
  const ada = await temporary.another({ disk: quickDisk }).user("ada");
  using inbox = await ada.open("INBOX");
  const texts = await textsOf(inbox);
  expect([...texts.values()].sort()).toEqual(["four", "one"]);
  truth.check(inbox.snapshot().uidValidity, texts);
  const flags = [...inbox.messages()].map((message) => message.flags.join());
  expect(flags.sort()).toEqual(["\\Flagged", "\\Seen"]);
  const { uid } = await inbox.append(Buffer.from("five"));
  truth.check(inbox.snapshot().uidValidity, await textsOf(inbox));
  // What was written then is read again.
  using again = await (await temporary.another({ disk: quickDisk }).user("ada")).open("INBOX");
  expect(again.snapshot()).toEqual(inbox.snapshot());
  await again.remove([uid]);
}

describe("the index", () => {
  it("cut off at every byte never says what isn't so", async () => {
    using temporary = new TemporaryStore({ disk: quickDisk });
    const truth = new Truth();
    const good = await history(temporary, truth);
    for (let length = 0; length <= good.length; length += 1) {
      await survive(temporary, new Truth(truth), good.subarray(0, length));
      temporary.clock.advance(1000);
    }
  }, 120_000);

  it("changed at every byte never says what isn't so", async () => {
    using temporary = new TemporaryStore({ disk: quickDisk });
    const truth = new Truth();
    const good = await history(temporary, truth);
    for (let at = 0; at < good.length; at += 1) {
      const spoilt = Buffer.from(good);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (at % 8));
      await survive(temporary, new Truth(truth), spoilt);
      temporary.clock.advance(1000);
    }
  }, 120_000);

  it("that is lost is made again, with another UIDVALIDITY", async () => {
    using temporary = new TemporaryStore();
    const truth = new Truth();
    await history(temporary, truth);
    using before = await (await temporary.another().user("ada")).open("INBOX");
    rmSync(temporary.path("twist-index"));
    using after = await (await temporary.another().user("ada")).open("INBOX");
    expect(after.snapshot().uidValidity).toBeGreaterThan(before.snapshot().uidValidity);
    expect([...(await textsOf(after)).values()]).toEqual(["one", "four"]);
  });

  it("keeps UIDs and modification sequences from one opening to the next, and through compaction", async () => {
    using temporary = new TemporaryStore({ disk: quickDisk });
    const ada = await temporary.ada();
    using inbox = await ada.open("INBOX");
    for (let n = 0; n < 20; n += 1) await inbox.append(Buffer.from(String(n)));
    const size = (): number => readFileSync(temporary.path("twist-index")).length;
    let shrunk = false;
    for (let n = 0, last = size(); n < 3000 && !shrunk; n += 1) {
      await inbox.changeFlags(inbox.snapshot().uids, n % 2 === 0 ? { add: ["\\Seen"] } : { remove: ["\\Seen"] });
      shrunk = size() < last;
      last = size();
    }
    expect(shrunk).toBe(true);
    expect(size()).toBeLessThan(10_000);
    using again = await (await temporary.another().user("ada")).open("INBOX");
    expect(again.snapshot()).toEqual(inbox.snapshot());
    expect([...again.messages()]).toEqual([...inbox.messages()]);
  }, 60_000);

  it("gives a mailbox that is made again within a second another UIDVALIDITY", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const seen = new Set<number>();
    for (let n = 0; n < 5; n += 1) {
      await ada.create("Work");
      using work = await ada.open("Work");
      seen.add(work.snapshot().uidValidity);
      await ada.delete("Work");
    }
    expect(seen.size).toBe(5);
  });
});
