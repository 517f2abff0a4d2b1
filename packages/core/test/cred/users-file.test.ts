import { appendFile, mkdtemp, readFile, rename, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AuthenticationUnavailable } from "../../src/cred/authentication-unavailable.js";
import { CredError } from "../../src/cred/cred-error.js";
import { PasswordHasher, type ScryptFunction } from "../../src/cred/password-hasher.js";
import { UsernamePassword } from "../../src/cred/username-password.js";
import { formatUsersFileLine, maxUsersFileLineLength, parseUsersFileLine } from "../../src/cred/users-file-entry.js";
import { type BadLine, parseUsersFile } from "../../src/cred/users-file-parser.js";
import { makeUsersFileEntry, writeUsersFileEntry } from "../../src/cred/users-file-writer.js";
import { UsersFile } from "../../src/cred/users-file.js";

const cost = { ln: 4, r: 8, p: 1 };
const hasher = new PasswordHasher({ cost });
const entryOptions = { hasher, scramIterations: 4096 };
let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "twist-cred-"));
  path = join(folder, "users");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function lineOf(username: string, password: string): Promise<string> {
  return formatUsersFileLine(await makeUsersFileEntry(username, password, entryOptions));
}

describe("a users file's text", () => {
  it("has comments, empty lines and either line end", async () => {
    const text = `# ours\n\n  \r\n${await lineOf("alice", "a")}\r\n${await lineOf("bob", "b")}`;
    const { users, badLines } = parseUsersFile(text);
    expect([...users.keys()]).toEqual(["alice", "bob"]);
    expect(badLines).toEqual([]);
  });

  it("loses only the user of a bad line, and tells its number", async () => {
    const good = await lineOf("alice", "a");
    const text = ["nobody", good, good, "carol:$scrypt$ln=4,r=8,p=1$YWJj", await lineOf("dave", "d")].join("\n");
    const { users, badLines } = parseUsersFile(text);
    expect([...users.keys()]).toEqual(["alice", "dave"]);
    expect(badLines.map(({ lineNumber }) => lineNumber)).toEqual([1, 3, 4]);
  });

  it("refuses a line that is over the limit", async () => {
    const line = await lineOf("alice", "a");
    expect(() => parseUsersFileLine(line + ":".repeat(maxUsersFileLineLength))).toThrow(/longer than/);
  });

  it("refuses two verifiers for one hash function", async () => {
    const line = await lineOf("alice", "a");
    const verifier = line.split(":")[2] ?? "";
    expect(() => parseUsersFileLine(`${line}:${verifier}`)).toThrow(CredError);
  });

  it("throws nothing, whatever it is", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseUsersFile(text)));
  });

  it.each(["", "a:b", "a\nb", "a\rb", "a\0b", "#a", " a", "a "])("can't have a user %j", async (name) => {
    await expect(makeUsersFileEntry(name, "secret", entryOptions)).rejects.toThrow(CredError);
  });

  it("never has a password in the error for it", async () => {
    const error = await makeUsersFileEntry("alice", "hush-hush\0", entryOptions).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CredError);
    expect(String(error)).not.toContain("hush");
  });
});

describe("writeUsersFileEntry", () => {
  it("makes the file, for its owner only", async () => {
    expect(await writeUsersFileEntry(path, await makeUsersFileEntry("alice", "secret", entryOptions))).toBe("added");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect([...parseUsersFile(await readFile(path, "utf8")).users.keys()]).toEqual(["alice"]);
  });

  it("changes the user's line, leaves the others and the comments, and narrows the mode", async () => {
    const bob = await lineOf("bob", "b");
    await writeFile(path, `# staff\n${await lineOf("alice", "old")}\n${bob}\n${await lineOf("alice", "older")}\n`, {
      mode: 0o644,
    });
    const entry = await makeUsersFileEntry("alice", "new", entryOptions);
    expect(await writeUsersFileEntry(path, entry)).toBe("changed");
    expect(await readFile(path, "utf8")).toBe(`# staff\n${formatUsersFileLine(entry)}\n${bob}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("adds to a file whose last line has no end", async () => {
    await writeFile(path, "# staff");
    const entry = await makeUsersFileEntry("alice", "new", entryOptions);
    await writeUsersFileEntry(path, entry);
    expect(await readFile(path, "utf8")).toBe(`# staff\n${formatUsersFileLine(entry)}\n`);
  });

  it("replaces what a symbolic link leads to, and not the link", async () => {
    const link = join(folder, "link");
    await writeFile(path, "");
    await symlink(path, link);
    await writeUsersFileEntry(link, await makeUsersFileEntry("alice", "secret", entryOptions));
    expect(await readFile(path, "utf8")).toMatch(/^alice:/);
    expect(await readFile(link, "utf8")).toMatch(/^alice:/);
  });
});

describe("UsersFile", () => {
  const login = (checker: UsersFile, username: string, password: string) =>
    checker.identify(new UsernamePassword(username, password));

  it("knows the right password from a wrong one and from an unknown user", async () => {
    await writeFile(path, `${await lineOf("alice", "secret")}\n`);
    const checker = new UsersFile(path, { hasher });
    expect(await login(checker, "alice", "secret")).toEqual({ avatarId: "alice" });
    expect(await login(checker, "alice", "wrong")).toBeUndefined();
    expect(await login(checker, "bob", "secret")).toBeUndefined();
    expect(await login(checker, "alice", "")).toBeUndefined();
  });

  it("sees a change of the file, in place or by a rename", async () => {
    await writeFile(path, `${await lineOf("alice", "secret")}\n`);
    const checker = new UsersFile(path, { hasher });
    expect(await login(checker, "bob", "b")).toBeUndefined();
    await appendFile(path, `${await lineOf("bob", "b")}\n`);
    expect(await login(checker, "bob", "b")).toEqual({ avatarId: "bob" });
    await writeFile(`${path}.new`, `${await lineOf("bob", "c")}\n`);
    await rename(`${path}.new`, path);
    expect(await login(checker, "bob", "b")).toBeUndefined();
    expect(await login(checker, "bob", "c")).toEqual({ avatarId: "bob" });
  });

  it("reads a file that hasn't changed once", async () => {
    await writeFile(path, "not a user\n");
    const badLines: BadLine[] = [];
    const checker = new UsersFile(path, { hasher, onBadLine: (line) => badLines.push(line) });
    await login(checker, "alice", "x");
    await login(checker, "alice", "x");
    expect(badLines.map(({ lineNumber }) => lineNumber)).toEqual([1]);
  });

  it("lets nobody in once the file is gone, and says that it can't tell", async () => {
    await writeFile(path, `${await lineOf("alice", "secret")}\n`);
    const checker = new UsersFile(path, { hasher });
    expect(await login(checker, "alice", "secret")).toBeDefined();
    await unlink(path);
    await expect(login(checker, "alice", "secret")).rejects.toThrow(AuthenticationUnavailable);
  });

  it("refuses a file that is over the limit", async () => {
    await writeFile(path, "#".repeat(101));
    await expect(login(new UsersFile(path, { hasher, maxBytes: 100 }), "a", "b")).rejects.toThrow(
      /larger than 100 bytes/,
    );
  });

  it("does the same work for an unknown user as for a wrong password", async () => {
    const work: unknown[] = [];
    const counting: ScryptFunction = (_password, salt, length, options) => {
      work.push({ salt: salt.length, length, N: options.N, r: options.r, p: options.p });
      return Promise.resolve(Buffer.alloc(length));
    };
    // The file's cost isn't the hasher's own: the decoy must follow the file.
    await writeFile(path, `${await lineOf("alice", "secret")}\n`);
    const checker = new UsersFile(path, {
      hasher: new PasswordHasher({ cost: { ln: 6, r: 8, p: 1 }, scrypt: counting }),
    });
    await login(checker, "alice", "wrong");
    await login(checker, "bob", "wrong");
    await login(checker, "not\na name", "wrong");
    expect(work).toEqual(Array(3).fill({ salt: 16, length: 32, N: 16, r: 8, p: 1 }));
  });

  it("takes as long for an unknown user as for a wrong password", async () => {
    const slow = new PasswordHasher({ cost: { ln: 12, r: 8, p: 1 } });
    await writeUsersFileEntry(path, await makeUsersFileEntry("alice", "secret", { ...entryOptions, hasher: slow }));
    const checker = new UsersFile(path, { hasher: slow });
    const times: Record<"alice" | "bob", number[]> = { alice: [], bob: [] };
    for (let round = 0; round < 15; round += 1) {
      for (const name of ["alice", "bob"] as const) {
        const start = nanoseconds();
        await login(checker, name, "wrong");
        times[name].push(nanoseconds() - start);
      }
    }
    // The quickest of each: what else this machine does counts least there.
    const ratio = Math.min(...times.alice) / Math.min(...times.bob);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it("shows the same kind of verifier for an unknown user, and the same at each look", async () => {
    await writeFile(path, `${await lineOf("alice", "secret")}\n`);
    const checker = new UsersFile(path, { hasher });
    const alice = await checker.scramVerifier("alice", "sha256");
    const [bob, again, carol] = await Promise.all(
      ["bob", "bob", "carol"].map((name) => checker.scramVerifier(name, "sha256")),
    );
    expect(alice.known).toBe(true);
    expect(bob?.known).toBe(false);
    expect(bob?.verifier.salt).toEqual(again?.verifier.salt);
    expect(bob?.verifier.salt).not.toEqual(carol?.verifier.salt);
    expect(bob?.verifier.iterations).toBe(alice.verifier.iterations);
    expect(bob?.verifier.salt).toHaveLength(alice.verifier.salt.length);
  });
});

function nanoseconds(): number {
  // eslint-disable-next-line house/no-ambient-time -- how long hashing takes is what the test is about
  return Number(process.hrtime.bigint());
}
