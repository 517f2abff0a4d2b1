import { describe, expect, it } from "@jest/globals";
import { measureUsage } from "../../src/filesystem/measure-usage.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { QuotaCounter } from "../../src/filesystem/quota-counter.js";

describe("measureUsage", () => {
  it("counts what a QuotaCounter would have counted", async () => {
    const quota = new QuotaCounter();
    const fs = new MemoryFileSystem({ "/a/b/file": "12345", "/file": "123", "/empty/": "" }, { quota });
    await fs.symlink("file", "/link");
    await fs.link("/file", "/a/second-name");
    expect(await measureUsage(fs)).toEqual({ usedBytes: 8, usedFiles: 6 });
    expect(await measureUsage(fs)).toEqual({ usedBytes: quota.usedBytes, usedFiles: quota.usedFiles });
    expect(await measureUsage(fs, "/a/b")).toEqual({ usedBytes: 5, usedFiles: 1 });
  });

  it("leaves out what goes away while it counts", async () => {
    const fs = new MemoryFileSystem({ "/a": "1", "/b": "22" });
    const list = fs.list.bind(fs);
    fs.list = async function* (path) {
      for await (const entry of list(path)) {
        if (entry.name === "b") await fs.remove("/b");
        yield entry;
      }
    };
    expect(await measureUsage(fs)).toEqual({ usedBytes: 1, usedFiles: 1 });
  });
});
