import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AuthorizedKeysChecker } from "../../src/cred/authorized-keys-checker.js";
import {
  maxAuthorizedKeyLineLength,
  parseAuthorizedKey,
  parseAuthorizedKeys,
} from "../../src/cred/authorized-keys-parser.js";
import { CredError } from "../../src/cred/cred-error.js";
import { matchesFrom } from "../../src/cred/from-patterns.js";
import { Clock } from "../../src/reactor/clock.js";
import type { Address } from "../../src/transport/address.js";

function blobOf(keyType: string, key = "0123456789abcdef0123456789abcdef"): Buffer {
  const field = (text: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  return Buffer.concat([field(keyType), field(key)]);
}

const blob = blobOf("ssh-ed25519");
const key = `ssh-ed25519 ${blob.toString("base64")}`;

describe("a line of authorized_keys", () => {
  it("has a type, a blob and a comment with spaces", () => {
    const parsed = parseAuthorizedKey(`${key} alice at work`);
    expect(parsed).toMatchObject({ keyType: "ssh-ed25519", blob, comment: "alice at work" });
    expect(parsed.options.permissions.pty).toBe(true);
  });

  it("has options before, whose quoted values may have commas, spaces, equals signs and quotes", () => {
    const { options } = parseAuthorizedKey(
      String.raw`command="say \"hi, all\" \n",environment="A=b=c",Environment="D=",from="10.0.0.0/8,!10.1.*",no-pty ${key}`,
    );
    expect(options.command).toBe(String.raw`say "hi, all" \n`);
    expect(options.environment).toEqual([
      ["A", "b=c"],
      ["D", ""],
    ]);
    expect(options.from).toBe("10.0.0.0/8,!10.1.*");
    expect(options.permissions).toMatchObject({ pty: false, portForwarding: true });
  });

  it("forbids all by restrict, and allows again what comes after", () => {
    const { permissions } = parseAuthorizedKey(`restrict,pty,X11-forwarding ${key}`).options;
    const none = { pty: false, portForwarding: false, agentForwarding: false, x11Forwarding: false, userRc: false };
    expect(permissions).toEqual({ ...none, pty: true, x11Forwarding: true });
    expect(parseAuthorizedKey(`pty,restrict ${key}`).options.permissions).toEqual(none);
  });

  it("knows the other options", () => {
    const { options } = parseAuthorizedKey(
      `cert-authority,principals="a,b",permitopen="h:22",permitopen="i:23",permitlisten="8080",tunnel="0",no-touch-required,verify-required ${key}`,
    );
    expect(options).toMatchObject({
      certAuthority: true,
      principals: "a,b",
      permitOpen: ["h:22", "i:23"],
      permitListen: ["8080"],
      tunnel: "0",
      noTouchRequired: true,
      verifyRequired: true,
    });
  });

  it("takes the earlier of two expiry-times", () => {
    const line = `expiry-time="20300101Z",expiry-time="20290630123059Z" ${key}`;
    expect(parseAuthorizedKey(line).options.expiresAtMs).toBe(Date.UTC(2029, 5, 30, 12, 30, 59));
  });

  it("reads an expiry-time without Z in the system's time zone", () => {
    const line = `expiry-time="202906301230" ${key}`;
    expect(parseAuthorizedKey(line).options.expiresAtMs).toBe(new Date(2029, 5, 30, 12, 30).getTime());
  });

  it.each([
    ["an unknown option", `no-such-thing ${key}`, /character 1 /],
    ["an unknown option with a value", `pty,colour="red" ${key}`, /character 5 /],
    ["an option of Object.prototype", `constructor ${key}`, /option/],
    ["an open quote", `command="ls ${key}`, /never closed/],
    ["a value without quotes", `command=ls ${key}`, /quotes/],
    ["an empty option", `pty,,pty ${key}`, /option/],
    ["a command twice", `command="a",command="b" ${key}`, /twice/],
    ["a bad variable", `environment="1A=b" ${key}`, /NAME=value/],
    ["a day that no calendar has", `expiry-time="20290230Z" ${key}`, /expiry-time/],
    ["no key", "pty", /no key/],
    ["a key that isn't base64", "ssh-ed25519 !!!!", /base64/],
    ["a key of another type", `ssh-rsa ${blob.toString("base64")}`, /type/],
    ["too many options", `${"pty,".repeat(300)}pty ${key}`, /256 options/],
    ["a line over the limit", `${key} ${"x".repeat(maxAuthorizedKeyLineLength)}`, /longer than/],
  ])("is refused with %s", (_what, line, reason) => {
    expect(() => parseAuthorizedKey(line)).toThrow(CredError);
    expect(() => parseAuthorizedKey(line)).toThrow(reason);
  });

  it("costs only itself when it is bad, and its number is told", () => {
    const { keys, badLines } = parseAuthorizedKeys(`# ours\n\n${key} a\r\nnonsense\n\t${key} b\n`);
    expect(keys.map(({ comment, lineNumber }) => [comment, lineNumber])).toEqual([
      ["a", 3],
      ["b", 5],
    ]);
    expect(badLines.map(({ lineNumber }) => lineNumber)).toEqual([4]);
  });

  it("throws nothing but a CredError, whatever it is", () => {
    const piece = fc.constantFrom(
      "pty",
      "restrict",
      'command="',
      '"',
      "\\",
      ",",
      "=",
      " ",
      "\t",
      "ssh-rsa",
      key,
      "from",
      "\0",
      "é",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (line) => {
          expect(() => parseAuthorizedKeys(line)).not.toThrow();
        },
      ),
    );
  });
});

describe("a from pattern", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.*", "192.0.2.77", true],
    ["192.0.2.?", "192.0.2.77", false],
    ["192.0.2.0/24", "192.0.2.77", true],
    ["192.0.2.0/24", "192.0.3.77", false],
    ["0.0.0.0/0", "192.0.3.77", true],
    ["192.0.2.0/33", "192.0.2.0", false],
    ["192.0.2.*,!192.0.2.77", "192.0.2.77", false],
    ["!192.0.2.77", "192.0.2.78", false],
    ["192.0.2.*,!192.0.2.7?", "::ffff:192.0.2.77", false],
    ["192.0.2.0/24", "::ffff:192.0.2.77", true],
    ["2001:db8::/32", "2001:db8:1::2", true],
    ["2001:DB8:0:0::1", "2001:db8::1", true],
    ["2001:db8::/32", "192.0.2.1", false],
    ["host.example", "192.0.2.1", false],
    ["", "192.0.2.1", false],
  ])("%j on %s gives %s", (patterns, host, expected) => {
    expect(matchesFrom(patterns, host)).toBe(expected);
  });

  it("doesn't take forever over many asterisks", () => {
    expect(matchesFrom(`${"*a".repeat(2000)}b`, "a".repeat(64))).toBe(false);
  });
});

describe("AuthorizedKeysChecker", () => {
  let folder = "";
  const peer: Address = { type: "tcp", family: 4, host: "192.0.2.1", port: 1 };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-keys-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function checker(clock = new Clock()): AuthorizedKeysChecker {
    return new AuthorizedKeysChecker({
      clock,
      maxFiles: 2,
      fileFor: (name) => (/^[a-z]+$/.test(name) ? join(folder, name) : undefined),
    });
  }

  const ask = (which: AuthorizedKeysChecker, username: string, from: Address | undefined = peer, showing = blob) =>
    which.identify({ kind: "public-key", username, keyType: "ssh-ed25519", blob: showing }, { peer: from });

  it("lets in whose key is in the user's file, with the line's options", async () => {
    await writeFile(join(folder, "alice"), `command="ls" ${key} work\n`);
    expect(await ask(checker(), "alice")).toMatchObject({
      avatarId: "alice",
      authorizedKey: { comment: "work", options: { command: "ls" } },
    });
  });

  it("lets in no other key, no user without a file, and nobody whose name has no path", async () => {
    await writeFile(join(folder, "alice"), `${key}\n`);
    const keys = checker();
    expect(await ask(keys, "alice", peer, blobOf("ssh-ed25519", "another"))).toBeUndefined();
    expect(await ask(keys, "bob")).toBeUndefined();
    expect(await ask(keys, "../alice")).toBeUndefined();
  });

  it("lets in from where the line allows only", async () => {
    await writeFile(join(folder, "alice"), `from="192.0.2.0/24" ${key}\n`);
    const keys = checker();
    expect(await ask(keys, "alice")).toBeDefined();
    expect(await ask(keys, "alice", { ...peer, host: "198.51.100.1" })).toBeUndefined();
    expect(await ask(keys, "alice", { type: "unix" })).toBeUndefined();
  });

  it("lets in until the key expires, and no authority's key", async () => {
    const clock = new Clock();
    const expires = new Date(clock.wallTime() + 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
    await writeFile(join(folder, "alice"), `expiry-time="${expires}Z" ${key}\n`);
    await writeFile(join(folder, "bob"), `cert-authority ${key}\n`);
    const keys = checker(clock);
    expect(await ask(keys, "alice")).toBeDefined();
    expect(await ask(keys, "bob")).toBeUndefined();
    clock.advance(86_400_000);
    expect(await ask(keys, "alice")).toBeUndefined();
  });

  it("goes on working with more users than files are kept in memory", async () => {
    const keys = checker();
    for (const name of ["alice", "bob", "carol"]) await writeFile(join(folder, name), `${key} ${name}\n`);
    for (const name of ["alice", "bob", "carol", "alice"]) {
      expect(await ask(keys, name)).toMatchObject({ authorizedKey: { comment: name } });
    }
  });
});
