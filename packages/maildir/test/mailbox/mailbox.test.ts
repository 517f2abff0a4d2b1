import { linkSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { MailboxChange } from "../../src/mailbox/mailbox-change.js";
import type { Mailbox } from "../../src/mailbox/mailbox.js";
import { maxKeywords } from "../../src/names/flag-mask.js";
import { TemporaryStore, textOf, textsOf } from "../temporary-store.js";

async function withMessages(temporary: TemporaryStore, ...texts: string[]): Promise<Mailbox> {
  const ada = await temporary.ada();
  for (const text of texts) await ada.deliverMessage(Buffer.from(text));
  return ada.open("INBOX");
}

describe("Mailbox", () => {
  it("numbers messages in the order of arrival, and says what is known of each", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two", "three");
    expect(await textsOf(inbox)).toEqual(
      new Map([
        [1, "one"],
        [2, "two"],
        [3, "three"],
      ]),
    );
    expect(inbox.snapshot()).toMatchObject({ uidNext: 4, uids: Uint32Array.of(1, 2, 3) });
    expect(inbox.message(2)).toMatchObject({ uid: 2, flags: [], recent: true, size: 3 });
    expect(inbox.message(4)).toBeUndefined();
    expect([...inbox.messages(2)].map(({ uid }) => uid)).toEqual([2, 3]);
    expect([...inbox.messages(0, 2)].map(({ uid }) => uid)).toEqual([1, 2]);
  });

  it("reads ranges, and keeps an open message readable after it is gone", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "0123456789", "a\nb\r\nc");
    const range = async (uid: number, options: object): Promise<string> => {
      let text = "";
      for await (const chunk of inbox.read(uid, options)) text += chunk.toString("latin1");
      return text;
    };
    expect(await range(1, { start: 2, end: 5 })).toBe("234");
    expect(await range(1, { start: 8, end: 50 })).toBe("89");
    expect(await range(1, { start: 50 })).toBe("");
    expect(await range(2, { start: 1, end: 4, lineEnds: "crlf" })).toBe("\r\nb");
    expect(await inbox.virtualSize(2)).toBe(7);
    await expect(inbox.read(1, { start: 3, end: 2 }).next()).rejects.toThrow(RangeError);
    const file = await inbox.openMessage(1);
    await inbox.remove([1]);
    const target = Buffer.alloc(3);
    expect(await file.read(target, 7)).toBe(3);
    expect(target.toString()).toBe("789");
    file.close();
    await expect(inbox.read(1).next()).rejects.toMatchObject({ code: "NO_SUCH_MESSAGE" });
  });

  it("changes flags in file names, and keeps letters that it doesn't know", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    await inbox.changeFlags([1, 99], { add: ["\\Seen", "\\flagged"] });
    const [name = ""] = temporary.names("cur");
    expect(name).toMatch(/:2,FS$/);
    expect(temporary.names("new")).toEqual([]);
    renameSync(temporary.path("cur", name), temporary.path("cur", name.replace(/:2,FS$/, ":2,SXF")));
    await inbox.refresh();
    expect(inbox.message(1)?.flags).toEqual(["\\Flagged", "\\Seen"]);
    expect(await textOf(inbox, 1)).toBe("one");
    await inbox.changeFlags([1], { add: ["\\Answered"], remove: ["\\Seen"] });
    expect(temporary.names("cur")[0]).toMatch(/:2,FRX$/);
    await inbox.changeFlags([1], { set: ["\\Draft"] });
    expect(inbox.message(1)?.flags).toEqual(["\\Draft"]);
  });

  it("gives keywords letters as Dovecot does, and reads those that Dovecot gave", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two");
    writeFileSync(temporary.path("dovecot-keywords"), "0 $Label1\n2 Later\n");
    await inbox.changeFlags([1], { add: ["later", "New"] });
    expect(readFileSync(temporary.path("dovecot-keywords"), "utf8")).toBe("0 $Label1\n2 Later\n3 New\n");
    expect(temporary.names("cur")[0]).toMatch(/:2,cd$/);
    expect(inbox.message(1)?.flags).toEqual(["Later", "New"]);
    expect(inbox.keywords).toEqual(["$Label1", "Later", "New"]);
    expect(statSync(temporary.path("dovecot-keywords")).mode & 0o777).toBe(0o600);
    await expect(inbox.changeFlags([1], { add: ["no space"] })).rejects.toThrow(RangeError);
    await expect(inbox.changeFlags([1], { add: ["line\n0 end"] })).rejects.toThrow(RangeError);
  });

  it("has room for 26 keywords, and says so at the next", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    const keywords = Array.from({ length: maxKeywords }, (_, index) => `k${String(index)}`);
    await inbox.changeFlags([1], { add: keywords });
    expect(inbox.message(1)?.flags).toEqual(keywords);
    await expect(inbox.changeFlags([1], { add: ["another"] })).rejects.toMatchObject({ code: "TOO_MANY_KEYWORDS" });
    expect(inbox.message(1)?.flags).toEqual(keywords);
    expect(temporary.names()).not.toContain("dovecot-keywords.lock");
  });

  it("leaves alone what has changed since a modification sequence", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two");
    const { highestModseq } = inbox.snapshot();
    await inbox.changeFlags([1], { add: ["\\Seen"] });
    expect(inbox.message(1)?.modseq).toBeGreaterThan(highestModseq);
    expect(await inbox.changeFlags([1, 2], { add: ["\\Flagged"], unchangedSince: highestModseq })).toEqual([1]);
    expect([...inbox.messages()].map(({ flags }) => flags)).toEqual([["\\Seen"], ["\\Flagged"]]);
  });

  it("appends with flags and a date", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary);
    const internalDateMs = Date.UTC(2001, 1, 3, 4, 5, 6);
    const { uid, uidValidity } = await inbox.append(Buffer.from("x"), { flags: ["\\Seen", "kw"], internalDateMs });
    expect(uidValidity).toBe(inbox.snapshot().uidValidity);
    expect(inbox.message(uid)).toMatchObject({ flags: ["\\Seen", "kw"], recent: false });
    const file = await inbox.openMessage(uid);
    expect(file.internalDateMs).toBe(internalDateMs);
    file.close();
  });

  it("copies as hard links, with flags, keywords by their names, and dates", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two", "three");
    const ada = await temporary.ada();
    await ada.create("Work");
    using work = await ada.open("Work");
    await work.append(Buffer.from("x"), { flags: ["first", "second"] });
    await inbox.changeFlags([3], { add: ["second", "\\Seen"] });
    const { sourceUIDs, uids, uidValidity } = await inbox.copy([3, 99, 1], work);
    expect(uidValidity).toBe(work.snapshot().uidValidity);
    expect(sourceUIDs).toEqual([3, 1]);
    expect(uids).toEqual([2, 3]);
    expect(work.message(2)?.flags).toEqual(["\\Seen", "second"]);
    expect(temporary.names(".Work", "cur").some((name) => name.endsWith(":2,Sb"))).toBe(true);
    expect(await textsOf(work)).toEqual(
      new Map([
        [1, "x"],
        [2, "three"],
        [3, "one"],
      ]),
    );
    const [copy = ""] = temporary.names(".Work", "new");
    expect(statSync(temporary.path(".Work", "new", copy)).nlink).toBe(2);
    expect(inbox.count).toBe(3);
  });

  it("moves, with the UIDs of both sides, and expunges what is flagged", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two", "three");
    const ada = await temporary.ada();
    await ada.create("Work");
    using work = await ada.open("Work");
    expect(await inbox.move([2], work)).toMatchObject({ sourceUIDs: [2], uids: [1] });
    expect(await textOf(work, 1)).toBe("two");
    await inbox.changeFlags([1, 3], { add: ["\\Deleted"] });
    expect(await inbox.expunge([3])).toEqual([3]);
    expect(await inbox.expunge()).toEqual([1]);
    expect(inbox.count).toBe(0);
    expect(temporary.names("cur")).toEqual([]);
    expect((await inbox.append(Buffer.from("four"))).uid).toBe(4);
  });

  it("copies and moves within one mailbox: the message has another UID", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    expect((await inbox.copy([1], inbox)).uids).toEqual([2]);
    expect((await inbox.move([1], inbox)).uids).toEqual([3]);
    expect(await textsOf(inbox)).toEqual(
      new Map([
        [2, "one"],
        [3, "one"],
      ]),
    );
  });

  it("tells every change, ours and those of others, in steps that lead from one snapshot to the next", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one", "two");
    const changes: MailboxChange[] = [];
    let uids = [...inbox.snapshot().uids];
    inbox.listen((change) => {
      changes.push(change);
      uids = [...uids.filter((uid) => !change.expunged.includes(uid)), ...change.added];
    });
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.from("three"));
    const [first = "", second = ""] = temporary.names("new");
    renameSync(temporary.path("new", first), temporary.path("cur", `${first}:2,S`));
    unlinkSync(temporary.path("new", second));
    await inbox.refresh();
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      added: Uint32Array.of(3),
      flagged: Uint32Array.of(1),
      expunged: Uint32Array.of(2),
    });
    expect(inbox.message(1)?.flags).toEqual(["\\Seen"]);
    await inbox.changeFlags([1], { add: ["\\Flagged"] });
    await inbox.remove([1]);
    expect(uids).toEqual([...inbox.snapshot().uids]);
    expect(changes).toHaveLength(3);
    expect(changes.at(-1)?.highestModseq).toBe(inbox.snapshot().highestModseq);
  });

  it("looks now and then while somebody listens, and only then", async () => {
    using temporary = new TemporaryStore({ watch: { useSystem: false, pollMs: 1000 } });
    using inbox = await withMessages(temporary);
    expect(temporary.clock.calls).toHaveLength(0);
    const change = new Promise<MailboxChange>((resolve) => inbox.listen(resolve));
    await (await temporary.ada()).deliverMessage(Buffer.from("one"));
    temporary.clock.advance(1000);
    expect((await change).added).toEqual(Uint32Array.of(1));
    inbox.close();
    expect(temporary.clock.calls).toHaveLength(0);
  });

  it("hears from the system what others do, and tells what comes close together as one change", async () => {
    using temporary = new TemporaryStore({ watch: { useSystem: true, pollMs: 1e9, coalesceMs: 50 } });
    using inbox = await withMessages(temporary, "zero");
    const changes: MailboxChange[] = [];
    inbox.listen((change) => changes.push(change));
    const ada = await temporary.ada();
    for (const text of ["one", "two", "three"]) await ada.deliverMessage(Buffer.from(text));
    // The system's word comes when it comes; virtual time goes on only after it.
    while (temporary.clock.calls.length < 2) await ada.list();
    temporary.clock.advance(50);
    while (changes.length === 0) await ada.list();
    expect(changes).toHaveLength(1);
    expect(changes[0]?.added).toEqual(Uint32Array.of(2, 3, 4));
    const [name = ""] = temporary.names("new");
    unlinkSync(temporary.path("new", name));
    while (changes.length === 1) {
      await ada.list();
      temporary.clock.advance(50);
    }
    expect(changes[1]?.expunged).toEqual(Uint32Array.of(1));
  });

  it("finds messages that others rename while it reads and flags", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    const [name = ""] = temporary.names("new");
    renameSync(temporary.path("new", name), temporary.path("cur", `${name}:2,S`));
    expect(await textOf(inbox, 1)).toBe("one");
    renameSync(temporary.path("cur", `${name}:2,S`), temporary.path("cur", `${name}:2,FS`));
    await inbox.changeFlags([1], { add: ["\\Answered"] });
    expect(temporary.names("cur")).toEqual([`${name}:2,FRS`]);
    renameSync(temporary.path("cur", `${name}:2,FRS`), temporary.path("cur", `${name}:2,T`));
    expect(await inbox.remove([1])).toEqual([1]);
    expect(temporary.names("cur")).toEqual([]);
  });

  it("keeps its count right while messages are delivered all the time", async () => {
    using temporary = new TemporaryStore({ durable: false });
    using inbox = await withMessages(temporary);
    const ada = await temporary.ada();
    const added: number[] = [];
    inbox.listen((change) => added.push(...change.added));
    const state = { delivering: true };
    const deliveries = Promise.all(
      Array.from({ length: 4 }, async (_, sender) => {
        for (let n = 0; n < 50; n += 1) await ada.deliverMessage(Buffer.from(`${String(sender)}-${String(n)}`));
      }),
    ).then(() => {
      state.delivering = false;
    });
    while (state.delivering) {
      await inbox.refresh();
      await inbox.acceptNew();
      for (const uid of inbox.snapshot().uids.slice(-3)) await inbox.changeFlags([uid], { add: ["\\Seen"] });
    }
    await deliveries;
    await inbox.refresh();
    expect(inbox.count).toBe(200);
    expect(added).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(new Set((await textsOf(inbox)).values()).size).toBe(200);
  });

  it("follows no symbolic link, and waits for no FIFO", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    writeFileSync(temporary.folder.file("secret"), "secret");
    symlinkSync(temporary.folder.file("secret"), temporary.path("new", "1.2.link"));
    await inbox.refresh();
    const link = [...inbox.messages()].find(({ name }) => name === "1.2.link")!;
    await expect(textOf(inbox, link.uid)).rejects.toMatchObject({ code: "NO_SUCH_MESSAGE" });
  });

  it("ends for everybody when its index says that it is another mailbox", async () => {
    using temporary = new TemporaryStore();
    using inbox = await withMessages(temporary, "one");
    let reset = false;
    inbox.listen((change) => {
      reset ||= change.reset;
    });
    rmSync(temporary.path("twist-index"));
    using other = await (await temporary.another().user("ada")).open("INBOX");
    expect(other.snapshot().uidValidity).not.toBe(inbox.snapshot().uidValidity);
    await expect(inbox.append(Buffer.from("two"))).rejects.toMatchObject({ code: "MAILBOX_RESET" });
    expect(reset).toBe(true);
    using again = await (await temporary.ada()).open("INBOX");
    expect(again.snapshot().uidValidity).toBe(other.snapshot().uidValidity);
  });

  it("opens what other programs have written, odd names and all", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const files = {
      "new/1000000001.Vfe01I2345M678.postfix": "postfix",
      "cur/1000000002.12345_1.courier,S=7:2,S": "courier",
      "cur/1000000003.M1P2.dovecot,S=7,W=7:2,FSab": "dovecot",
      "cur/1000000004.R1.mutt:2,": "mutt",
      "cur/1000000005.noflags": "noflags",
      "cur/1000000006.odd:1,S": "odd",
      "cur/1000000007.caf\u00e9:2,RS": "bytes",
      "cur/.hidden": "hidden",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(Buffer.from(temporary.path(name), "latin1"), text);
    linkSync(temporary.path("cur/1000000004.R1.mutt:2,"), temporary.path("new/1000000004.R1.mutt"));
    using inbox = await ada.open("INBOX");
    expect([...(await textsOf(inbox)).values()]).toEqual([
      "postfix",
      "courier",
      "dovecot",
      "mutt",
      "noflags",
      "odd",
      "bytes",
    ]);
    await inbox.changeFlags(inbox.snapshot().uids, { add: ["\\Seen"] });
    expect([...(await textsOf(inbox)).values()]).toHaveLength(7);
    for (const { flags } of inbox.messages()) expect(flags).toContain("\\Seen");
    using again = await (await temporary.another().user("ada")).open("INBOX");
    expect([...again.messages()]).toEqual([...inbox.messages()]);
  });
});
