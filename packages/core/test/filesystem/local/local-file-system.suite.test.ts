import { afterEach, beforeEach, describe, it } from "@jest/globals";
import { LocalFileSystem } from "../../../src/filesystem/local/local-file-system.js";
import { fileSystemSuite } from "../../../src/testing/filesystem-suite/file-system-suite.js";
import { temporaryRoot, type TemporaryRoot } from "../temporary-root.js";

const ways = process.platform === "linux" ? (["handles", "paths"] as const) : (["paths"] as const);

describe.each(ways)("LocalFileSystem through %s, by the suite", (resolveThrough) => {
  let temporary: TemporaryRoot;
  beforeEach(async () => {
    temporary = await temporaryRoot();
  });
  afterEach(() => temporary.remove());

  const { abilities } = new LocalFileSystem("/", { resolveThrough });
  for (const { name, run } of fileSystemSuite({ abilities, outside: true }).cases) {
    it(name, () => run(new LocalFileSystem(temporary.root, { resolveThrough }), temporary.outside));
  }
});
