import { readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { QuotaCounter } from "@twist/core/filesystem";
import { type Disk, nodeDisk, type WholeFile } from "../../src/files/disk.js";
import { threadedDisk } from "../../src/threads/threaded-disk.js";
import { TemporaryStore } from "../temporary-store.js";

const message = Buffer.from("Subject: hello\r\n\r\nworld\r\n");

/** An error of the system's. */
function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A disk that stores whole files by `storeFile`, and the files that it was asked for. */
function diskOf(storeFile: (file: WholeFile) => Promise<void> = () => Promise.resolve()): {
  files: WholeFile[];
  disk: Disk;
} {
  const files: WholeFile[] = [];
  const store = (file: WholeFile): Promise<void> => {
    files.push(file);
    return storeFile(file);
  };
  return { files, disk: { ...nodeDisk, storeFile: store } };
}

describe("a delivery to a disk that stores whole files", () => {
  it("is one call for a message that is at hand", async () => {
    const { files, disk } = diskOf();
    using temporary = new TemporaryStore({ disk });
    const ada = await temporary.ada();
    const { name } = await ada.deliverMessage([message, message], { lineEnds: "lf" });
    expect(name).toContain(",S=44,W=50");
    expect(files).toHaveLength(1);
    const [file] = files;
    const base = name.slice(0, name.indexOf(","));
    expect(file).toMatchObject({
      temporary: temporary.path("tmp", base),
      path: temporary.path("new", name),
      length: 44,
      durable: true,
    });
    expect(Buffer.concat(file?.chunks ?? []).toString()).toBe("Subject: hello\n\nworld\n".repeat(2));
  });

  it("is one that isn't durable where the store isn't", async () => {
    const { files, disk } = diskOf();
    using temporary = new TemporaryStore({ disk, durable: false });
    await (await temporary.ada()).deliverMessage(message);
    expect(files).toMatchObject([{ durable: false }]);
  });

  it("is made of single calls for a message that is large, is empty or has a date", async () => {
    const { files, disk } = diskOf();
    using temporary = new TemporaryStore({ disk });
    const ada = await temporary.ada();
    await ada.deliverMessage(Buffer.alloc(64 * 1024));
    await ada.deliverMessage(Buffer.alloc(0));
    await ada.deliverMessage(message, { internalDateMs: 1 });
    expect(files).toEqual([]);
    expect(temporary.names("new")).toHaveLength(3);
    await ada.deliverMessage(Buffer.alloc(64 * 1024 - 1));
    expect(files).toHaveLength(1);
  });

  it("takes another name where one is taken, and makes folders that are missing, once", async () => {
    const codes = ["EEXIST", "ENOENT", "EEXIST"];
    const { files, disk } = diskOf(() => {
      const code = codes.shift();
      return code === undefined ? Promise.resolve() : Promise.reject(systemError(code));
    });
    using temporary = new TemporaryStore({ disk });
    const ada = await temporary.ada();
    for (const folder of ["new", "tmp"]) rmSync(temporary.path(folder), { recursive: true });
    await ada.deliverMessage(message);
    expect(new Set(files.map(({ temporary: path }) => path)).size).toBe(4);
    expect(temporary.names()).toEqual(expect.arrayContaining(["new", "tmp"]));
    codes.push("ENOENT", "ENOENT");
    await expect(ada.deliverMessage(message)).rejects.toMatchObject({ code: "IO_ERROR" });
  });

  it("gives its quota back where it fails", async () => {
    const quota = new QuotaCounter();
    const { disk } = diskOf(() => Promise.reject(systemError("ENOSPC")));
    using temporary = new TemporaryStore({ disk, quota: () => quota });
    await expect((await temporary.ada()).deliverMessage(message)).rejects.toMatchObject({ code: "IO_ERROR" });
    expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 0]);
  });

  it("works with the threads of the process, also where its folders were removed", async () => {
    using temporary = new TemporaryStore({ disk: threadedDisk });
    const ada = await temporary.ada();
    for (const folder of ["new", "tmp"]) rmSync(temporary.path(folder), { recursive: true });
    const delivered = await Promise.all(Array.from({ length: 50 }, () => ada.deliverMessage(message)));
    expect(temporary.names("new")).toEqual(delivered.map(({ name }) => name).sort());
    expect(temporary.names("tmp")).toEqual([]);
    for (const { name } of delivered) expect(readFileSync(temporary.path("new", name))).toEqual(message);
  });
});
