import { constants, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { QuotaCounter } from "@twist/core/filesystem";
import type { Disk } from "../../src/files/disk.js";
import { FaultyDisk } from "../faulty-disk.js";
import { TemporaryStore } from "../temporary-store.js";

const message = Buffer.from("Subject: hello\r\n\r\nworld\r\n");

describe("Delivery", () => {
  it("puts a whole message into new, private, with its size in the name", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    const { name, size } = await ada.deliverMessage(message, { lineEnds: "crlf" });
    expect(size).toBe(message.length);
    expect(name).toMatch(/^946684800\.M0P\d+R[0-9a-z]+\.host,S=25,W=25$/);
    expect(temporary.names("new")).toEqual([name]);
    expect(temporary.names("tmp")).toEqual([]);
    expect(readFileSync(temporary.path("new", name))).toEqual(message);
    expect(statSync(temporary.path("new", name)).mode & 0o777).toBe(0o600);
    for (const folder of ["", "new", "cur", "tmp"]) expect(statSync(temporary.path(folder)).mode & 0o777).toBe(0o700);
  });

  it("makes four calls of the disk for a message, and one more for all that are synced together", async () => {
    const faulty = new FaultyDisk();
    using temporary = new TemporaryStore({ disk: faulty.disk });
    const ada = await temporary.ada();
    faulty.calls.length = 0;
    await ada.deliverMessage(message);
    expect(faulty.calls).toEqual([
      "lstat",
      "lstat",
      "lstat",
      "lstat",
      "open",
      "write",
      "close",
      "rename",
      "open",
      "sync",
      "close",
    ]);
    faulty.calls.length = 0;
    await Promise.all(Array.from({ length: 64 }, () => ada.deliverMessage(message)));
    expect(faulty.count("lstat")).toBe(0);
    expect(faulty.count("write")).toBe(64);
    expect(faulty.count("rename")).toBe(64);
    // Of the folder, and far fewer than messages.
    expect(faulty.count("sync")).toBeLessThan(48);
    expect(temporary.names("new")).toHaveLength(65);
  });

  it.each([
    ["a message in one write by how its file is opened", {}, { length: 1000 }, { synced: true, syncs: 1 }],
    ["a message that comes in pieces, or has a date, by a call", {}, { length: 100_000 }, { synced: false, syncs: 2 }],
    ["nothing where it isn't to be durable", { durable: false }, { length: 1000 }, { synced: false, syncs: 0 }],
  ])("syncs %s", async (_, options, { length }, { synced, syncs }) => {
    const faulty = new FaultyDisk();
    const flags: number[] = [];
    const open: Disk["open"] = (path, how, mode) => {
      if ((how & constants.O_CREAT) !== 0) flags.push(how & constants.O_SYNC);
      return faulty.disk.open(path, how, mode);
    };
    using temporary = new TemporaryStore({ disk: { ...faulty.disk, open }, ...options });
    const ada = await temporary.ada();
    const before = faulty.count("sync");
    const dated = length > 1000 ? { internalDateMs: 1 } : {};
    await ada.deliverMessage(Buffer.alloc(length, "x"), dated);
    await ada.deliverMessage(Buffer.alloc(1), dated);
    const each = synced ? constants.O_SYNC : 0;
    expect(flags).toEqual([each, each]);
    expect(faulty.count("sync") - before).toBe(2 * syncs);
  });

  it("asks to wait where the disk is slower than the sender", async () => {
    using temporary = new TemporaryStore();
    const delivery = await (await temporary.ada()).deliver();
    const chunk = Buffer.alloc(100_000, "x");
    expect(delivery.write(chunk)).toBe(true);
    expect(delivery.write(chunk)).toBe(true);
    expect(delivery.write(chunk)).toBe(false);
    await delivery.drained();
    expect(delivery.write(chunk)).toBe(true);
    const { name } = await delivery.commit();
    expect(statSync(temporary.path("new", name)).size).toBe(400_000);
  });

  it("leaves nothing after abort, and ends once", async () => {
    using temporary = new TemporaryStore();
    const delivery = await (await temporary.ada()).deliver();
    delivery.write(Buffer.alloc(300_000));
    await delivery.abort();
    await delivery.abort();
    expect(temporary.names("tmp")).toEqual([]);
    expect(temporary.names("new")).toEqual([]);
    expect(() => delivery.write(message)).toThrow(expect.objectContaining({ code: "CLOSED" }));
    await expect(delivery.commit()).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("turns CRLF into LF, cut anywhere, and tells both sizes", async () => {
    const content = Buffer.from("a\r\n\r\nb\r\r\nc\rd\ne\r");
    for (let cut = 0; cut <= content.length; cut += 1) {
      using temporary = new TemporaryStore({ durable: false });
      const ada = await temporary.ada();
      const { name } = await ada.deliverMessage([content.subarray(0, cut), content.subarray(cut)], { lineEnds: "lf" });
      expect(readFileSync(temporary.path("new", name), "latin1")).toBe("a\n\nb\r\nc\rd\ne\r");
      expect(name).toContain(",S=12,W=15");
      using inbox = await ada.open("INBOX");
      let read = "";
      for await (const chunk of inbox.read(1, { lineEnds: "crlf" })) read += chunk.toString("latin1");
      expect(read).toBe("a\r\n\r\nb\r\nc\rd\r\ne\r");
      expect(read).toHaveLength(15);
    }
  });

  it("refuses a message over the limit, and leaves nothing of it", async () => {
    using temporary = new TemporaryStore({ maxMessageBytes: 1000 });
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.alloc(1000));
    await expect(ada.deliverMessage(Buffer.alloc(1001))).rejects.toMatchObject({ code: "MESSAGE_TOO_LARGE" });
    expect(temporary.names("new")).toHaveLength(1);
    expect(temporary.names("tmp")).toEqual([]);
  });

  it("keeps to the quota, in bytes and messages, and gives back what didn't stay", async () => {
    const quota = new QuotaCounter({ maxBytes: 250_000, maxFiles: 2 });
    using temporary = new TemporaryStore({ quota: () => quota });
    const ada = await temporary.ada();
    await expect(ada.deliverMessage([Buffer.alloc(200_000), Buffer.alloc(200_000)])).rejects.toMatchObject({
      code: "OVER_QUOTA",
    });
    expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 0]);
    await ada.deliverMessage(message);
    await ada.deliverMessage(message);
    await expect(ada.deliverMessage(message)).rejects.toMatchObject({ code: "OVER_QUOTA" });
    using inbox = await ada.open("INBOX");
    await inbox.remove([1]);
    expect([quota.usedBytes, quota.usedFiles]).toEqual([25, 1]);
    await ada.deliverMessage(message);
    expect(await ada.usage()).toEqual({ bytes: 50, messages: 2 });
    expect(temporary.names("tmp")).toEqual([]);
  });

  it("fails whole where any one call of the disk fails", async () => {
    for (let failAt = 0; ; failAt += 1) {
      const faulty = new FaultyDisk();
      const quota = new QuotaCounter();
      using temporary = new TemporaryStore({ disk: faulty.disk, quota: () => quota });
      const ada = await temporary.ada();
      faulty.failAt = faulty.calls.length + failAt;
      const delivered = await ada.deliverMessage(Buffer.alloc(100_000)).catch((error: unknown) => error);
      if (faulty.calls.length <= faulty.failAt) {
        expect(failAt).toBeGreaterThan(8);
        break;
      }
      // Close can't fail here: all else is told, and nothing of the message is left.
      if (!(delivered instanceof Error)) {
        expect(faulty.calls[faulty.failAt]).toBe("close");
        continue;
      }
      expect(temporary.names("new")).toEqual([]);
      expect(temporary.names("tmp")).toEqual([]);
      expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 0]);
    }
  });

  it("makes a mailbox only where it is asked to", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    await expect(ada.deliverMessage(message, { mailbox: "Junk" })).rejects.toMatchObject({ code: "NO_SUCH_MAILBOX" });
    await ada.deliverMessage(message, { mailbox: "Junk", create: true });
    expect(temporary.names(".Junk", "new")).toHaveLength(1);
    expect(temporary.names(".Junk")).toContain("maildirfolder");
  });

  it("removes from tmp what is older than 36 hours, when the mailbox is opened", async () => {
    using temporary = new TemporaryStore();
    const ada = await temporary.ada();
    for (const [name, hours] of [
      ["old", 37],
      ["young", 35],
    ] as const) {
      writeFileSync(temporary.path("tmp", name), "");
      const seconds = temporary.clock.wallTime() / 1000 - hours * 3600;
      utimesSync(temporary.path("tmp", name), seconds, seconds);
    }
    (await ada.open("INBOX")).close();
    expect(temporary.names("tmp")).toEqual(["young"]);
  });
});
