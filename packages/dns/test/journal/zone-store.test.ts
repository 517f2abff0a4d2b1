import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem, readFile, writeFile } from "@twist/core/filesystem";
import { ZoneStore } from "../../src/journal/zone-store.js";
import { diffZones } from "../../src/transfer/zone-difference.js";
import type { Zone } from "../../src/zone/zone.js";
import { texts } from "../transfer/serve.js";
import { version } from "../transfer/versions.js";

const path = "/example";
const journalPath = `${path}.journal`;
const snapshotPath = `${path}.snapshot`;

const versions = Array.from({ length: 6 }, (_, i) =>
  version(i + 1, i === 0 ? "" : `a${String(i)} A 192.0.2.${String(i)}\n@ 60 TXT "${"x".repeat(i * 3)}"`),
);
const first = versions[0] ?? version(1);

/** Opens the store, makes the changes, and closes it; gives the journal's length after each. */
async function change(files: MemoryFileSystem, zones: readonly Zone[], options = {}): Promise<number[]> {
  await using store = await ZoneStore.open(first, { files, path, ...options });
  const lengths: number[] = [];
  for (const zone of zones) {
    await store.append(diffZones(store.zone, zone), zone);
    lengths.push((await files.stat(journalPath)).size);
  }
  return lengths;
}

async function reopened(files: MemoryFileSystem, file = first): Promise<Zone> {
  await using store = await ZoneStore.open(file, { files, path });
  return store.zone;
}

async function copyOf(files: MemoryFileSystem, journal: Buffer): Promise<MemoryFileSystem> {
  const copy = new MemoryFileSystem();
  await writeFile(copy, snapshotPath, await readFile(files, snapshotPath));
  await writeFile(copy, journalPath, journal);
  return copy;
}

describe("ZoneStore", () => {
  it("has the zone of the file where there were no changes, and writes nothing", async () => {
    const files = new MemoryFileSystem();
    expect(await reopened(files)).toBe(first);
    await expect(files.stat(snapshotPath)).rejects.toMatchObject({ reason: "not-found" });
  });

  it("keeps what is made of the zone of a file, since that may come out otherwise the next time", async () => {
    const files = new MemoryFileSystem();
    let made = 0;
    const prepare = (zone: Zone): Zone => version(zone.serial, `made${String((made += 1))} A 192.0.2.1`);
    const open = (file: Zone): Promise<ZoneStore> => ZoneStore.open(file, { files, path, prepare });
    const before = (await open(version(1))).zone;
    const after = (await open(version(1))).zone;
    expect([texts(after.records()), made]).toEqual([texts(before.records()), 1]);
    const edited = (await open(version(2))).zone;
    expect([edited.serial, made, texts((await open(version(2))).zone.records())]).toEqual([
      2,
      2,
      texts(edited.records()),
    ]);
  });

  it("has the zone as it was after the last change", async () => {
    const files = new MemoryFileSystem();
    await change(files, versions.slice(1));
    const zone = await reopened(files);
    expect(texts(zone.records())).toEqual(texts(versions[5]?.records() ?? []));
  });

  it("has it at every byte that a crash may leave of the journal", async () => {
    const files = new MemoryFileSystem();
    const lengths = await change(files, versions.slice(1));
    const journal = await readFile(files, journalPath);
    expect(journal).toHaveLength(lengths.at(-1) ?? 0);
    for (let cut = 0; cut <= journal.length; cut++) {
      const copy = await copyOf(files, journal.subarray(0, cut));
      const whole = lengths.filter((length) => length <= cut).length;
      const zone = await reopened(copy);
      expect([cut, zone.serial]).toEqual([cut, whole + 1]);
      // What is left of the last entry isn't in the way of the next.
      const next = version(100, "later A 192.0.2.100");
      await using store = await ZoneStore.open(first, { files: copy, path });
      await store.append(diffZones(store.zone, next), next);
      if (cut % 37 === 0) expect(texts((await reopened(copy)).records())).toEqual(texts(next.records()));
    }
  });

  it("takes a last entry whose bytes never reached the disk for one that was cut off", async () => {
    const files = new MemoryFileSystem();
    const lengths = await change(files, versions.slice(1));
    const journal = Buffer.from(await readFile(files, journalPath));
    journal.fill(0, (lengths[3] ?? 0) + 8);
    expect((await reopened(await copyOf(files, journal))).serial).toBe(5);
    journal.fill(0, lengths[3] ?? 0);
    expect((await reopened(await copyOf(files, journal))).serial).toBe(5);
  });

  it("refuses a journal that is damaged in the middle, and leaves it as it is", async () => {
    const files = new MemoryFileSystem();
    const lengths = await change(files, versions.slice(1));
    const journal = Buffer.from(await readFile(files, journalPath));
    const at = (lengths[1] ?? 0) + 40;
    journal.writeUInt8(journal.readUInt8(at) ^ 1, at);
    const copy = await copyOf(files, journal);
    await expect(reopened(copy)).rejects.toMatchObject({ code: "JOURNAL_DAMAGED" });
    expect(await readFile(copy, journalPath)).toEqual(journal);
  });

  it("refuses a file that is no journal, the journal of another zone, and one without its snapshot", async () => {
    const files = new MemoryFileSystem();
    await writeFile(files, journalPath, "$ORIGIN example.\n");
    await expect(reopened(files)).rejects.toMatchObject({ code: "NOT_A_JOURNAL" });
    const used = new MemoryFileSystem();
    await change(used, versions.slice(1));
    await expect(reopened(used, version(1, "", "other."))).rejects.toMatchObject({ code: "BAD_ZONE" });
    await used.remove(snapshotPath);
    await expect(reopened(used)).rejects.toMatchObject({ code: "JOURNAL_OUT_OF_SYNC" });
  });

  it("gives the changes that the journal held", async () => {
    const files = new MemoryFileSystem();
    await change(files, versions.slice(1));
    await using store = await ZoneStore.open(first, { files, path });
    expect(store.past.map(({ from, to }) => [from.data.serial, to.data.serial])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ]);
  });

  it("takes the zone file where that was given a higher serial", async () => {
    const files = new MemoryFileSystem();
    await change(files, versions.slice(1));
    expect((await reopened(files, version(4, "edited A 192.0.2.1"))).serial).toBe(6);
    expect(texts((await reopened(files, version(10, "edited A 192.0.2.1"))).records())).toEqual(
      texts(version(10, "edited A 192.0.2.1").records()),
    );
    expect((await reopened(files, first)).serial).toBe(10);
  });

  it("puts a new snapshot in the place of a journal over maxJournalBytes", async () => {
    const files = new MemoryFileSystem();
    const lengths = await change(files, versions.slice(1), { maxJournalBytes: 600 });
    expect(Math.max(...lengths)).toBeLessThan(1200);
    expect(lengths.some((length, i) => length < (lengths[i - 1] ?? 0))).toBe(true);
    expect((await reopened(files)).serial).toBe(6);
  });

  it("passes over what the snapshot has already, where a crash came between it and the journal", async () => {
    const files = new MemoryFileSystem();
    await change(files, versions.slice(1, 4));
    const journal = await readFile(files, journalPath);
    const later = new MemoryFileSystem();
    await change(later, versions.slice(1, 4), { maxJournalBytes: 1 });
    await writeFile(later, journalPath, journal);
    expect((await reopened(later)).serial).toBe(4);
    await change(later, versions.slice(4));
    expect((await reopened(later)).serial).toBe(6);
  });

  it("keeps nothing of a change that can't be written", async () => {
    const files = new FailingFileSystem();
    await change(files, versions.slice(1, 3));
    await using store = await ZoneStore.open(first, { files, path });
    const next = versions[3] ?? first;
    files.isFull = true;
    await expect(store.append(diffZones(store.zone, next), next)).rejects.toThrow("no space");
    files.isFull = false;
    expect(store.zone.serial).toBe(3);
    await store.append(diffZones(store.zone, next), next);
    expect((await reopened(files)).serial).toBe(4);
  });

  it("keeps nothing more before it could clean up behind a change that couldn't be written", async () => {
    const files = new FailingFileSystem();
    await change(files, versions.slice(1, 3));
    await using store = await ZoneStore.open(first, { files, path });
    const large = version(4, Array.from({ length: 50 }, (_, i) => `h${String(i)} A 192.0.2.1`).join("\n"));
    const next = versions[3] ?? first;
    files.isFull = true;
    files.isStuck = true;
    await expect(store.append(diffZones(store.zone, large), large)).rejects.toThrow("no space");
    files.isFull = false;
    await expect(store.append(diffZones(store.zone, next), next)).rejects.toThrow("stuck");
    expect((await reopened(await copyOf(files, await readFile(files, journalPath)))).serial).toBe(3);
    files.isStuck = false;
    await store.append(diffZones(store.zone, next), next);
    const last = versions[4] ?? first;
    await store.append(diffZones(store.zone, last), last);
    expect((await reopened(files)).serial).toBe(5);
  });

  it("keeps changes of more than a message", async () => {
    const files = new MemoryFileSystem();
    const large = version(2, Array.from({ length: 5000 }, (_, i) => `host-${String(i)} A 192.0.2.1`).join("\n"));
    await change(files, [large]);
    expect((await reopened(files)).size).toBe(large.size);
  });
});

/** A disk that gets full in the middle of a write. */
class FailingFileSystem extends MemoryFileSystem {
  isFull = false;
  /** Nothing can be cut off either. */
  isStuck = false;

  override async open(...parameters: Parameters<MemoryFileSystem["open"]>): ReturnType<MemoryFileSystem["open"]> {
    const handle = await super.open(...parameters);
    const write = handle.write.bind(handle);
    const truncate = handle.truncate.bind(handle);
    handle.truncate = (size) => (this.isStuck ? Promise.reject(new Error("stuck")) : truncate(size));
    handle.write = async (data, position) => {
      if (!this.isFull) return write(data, position);
      await write(data.subarray(0, data.length / 2), position);
      throw new Error("no space");
    };
    return handle;
  }
}
