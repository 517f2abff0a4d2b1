import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { AliasesFile } from "../../src/addresses/aliases-file.js";
import { CheckerDirectory } from "../../src/addresses/checker-directory.js";
import { UsersFileDirectory } from "../../src/addresses/users-file-directory.js";

let folder: string;
let clock: Clock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "twist-mail-"));
  clock = new Clock();
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const line = (user: string): string =>
  `${user}:$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n`;

describe("UsersFileDirectory", () => {
  it("notices a change within a second, and doesn't look more often", async () => {
    const path = join(folder, "users");
    await writeFile(path, line("ada"));
    const users = new UsersFileDirectory(path, clock);
    expect(await users.find("ADA")).toBe("ada");
    await writeFile(path, line("ada") + line("bob"));
    expect(await users.find("bob")).toBeUndefined();
    clock.advance(1001);
    expect(await users.find("bob")).toBe("bob");
    expect(users.find("bob")).toBe("bob");
  });

  it("knows nobody it could not keep a folder for", async () => {
    const path = join(folder, "users");
    await writeFile(path, line("..") + line(".queue") + line("a/b") + line("ada"));
    const users = new UsersFileDirectory(path, clock);
    for (const name of ["..", ".queue", "a/b"]) expect(await users.find(name)).toBeUndefined();
    expect(await users.find("ada")).toBe("ada");
  });

  it("fails where the file can't be read any more: that isn't an empty one", async () => {
    const path = join(folder, "users");
    await writeFile(path, line("ada"));
    const users = new UsersFileDirectory(path, clock);
    await users.find("ada");
    await unlink(path);
    clock.advance(1001);
    await expect(async () => users.find("ada")).rejects.toMatchObject({ code: "ADDRESSES_UNAVAILABLE" });
    await writeFile(path, line("ada"));
    expect(await users.find("ada")).toBe("ada");
  });
});

describe("AliasesFile", () => {
  it("reads the file again when it has changed", async () => {
    const path = join(folder, "aliases");
    await writeFile(path, "a: b");
    const aliases = new AliasesFile(path, clock);
    expect((await aliases.read()).find("a", "x")).toEqual(["b"]);
    await writeFile(path, "a: c, d");
    clock.advance(1001);
    expect((await aliases.read()).find("a", "x")).toEqual(["c", "d"]);
  });

  it("refuses a file that is too large", async () => {
    const path = join(folder, "aliases");
    await writeFile(path, Buffer.alloc(16 * 1024 * 1024 + 1, "a"));
    await expect(async () => new AliasesFile(path, clock).read()).rejects.toMatchObject({
      code: "ADDRESSES_UNAVAILABLE",
    });
  });
});

describe("CheckerDirectory", () => {
  it("asks the checkers for users, in either case, and remembers what they say", async () => {
    const known = new Set(["ada"]);
    let asked = 0;
    const scram = {
      credentialKinds: ["scram-sha-256"] as const,
      identify: () => Promise.resolve(undefined),
      scramVerifier: (name: string) => {
        asked += 1;
        return Promise.resolve({ known: known.has(name), verifier: undefined as never });
      },
    };
    const users = new CheckerDirectory([scram], clock);
    expect(await users.find("ADA")).toBe("ada");
    expect(await users.find("nobody")).toBeUndefined();
    expect(await users.find("../ada")).toBeUndefined();
    const before = asked;
    expect(users.find("ADA")).toBe("ada");
    expect(asked).toBe(before);
    clock.advance(10_001);
    known.clear();
    expect(await users.find("ADA")).toBeUndefined();
  });
});
