import { describe, it } from "@jest/globals";
import { MemoryFileSystem } from "../../../src/filesystem/memory/memory-file-system.js";
import { fileSystemSuite } from "../../../src/testing/filesystem-suite/file-system-suite.js";

describe("MemoryFileSystem, by the suite", () => {
  for (const { name, run } of fileSystemSuite({ abilities: new MemoryFileSystem().abilities }).cases) {
    it(name, () => run(new MemoryFileSystem()));
  }
});
