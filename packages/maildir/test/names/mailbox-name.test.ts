import { join, normalize } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isMaildirError } from "../../src/errors/maildir-error.js";
import { folderMailbox, mailboxFolder, maxMailboxDepth, normalizeMailboxName } from "../../src/names/mailbox-name.js";
import { checkUserName } from "../../src/names/user-name.js";

describe("mailbox names", () => {
  it.each([
    ["INBOX", ""],
    ["inbox", ""],
    ["Work", ".Work"],
    ["Work/Größe", ".Work.Gr&APYA3w-e"],
    ["inbox/Sub", ".INBOX.Sub"],
    ["cur", ".cur"],
    ["A & B", ".A &- B"],
  ])("put %j into %j", (name, folder) => {
    expect(mailboxFolder(name)).toBe(folder);
    if (folder !== "") expect(folderMailbox(folder)).toBe(normalizeMailboxName(name));
  });

  it.each([
    ["empty", ""],
    ["an empty level", "a//b"],
    ["a slash at the start", "/etc/passwd"],
    ["a slash at the end", "a/"],
    ["the folder above", ".."],
    ["the folder above, deeper", "a/../../b"],
    ["a dot", "a.b"],
    ["NUL", "a\0b"],
    ["a line end", "a\nb"],
    ["a home", "~root"],
    ["half of a surrogate pair", "a\udc00"],
    ["too long", "ü".repeat(200)],
    ["too deep", Array.from({ length: maxMailboxDepth + 1 }, () => "a").join("/")],
  ])("refuse what is %s", (_, name) => {
    expect(() => mailboxFolder(name)).toThrow(expect.objectContaining({ code: "INVALID_NAME" }));
  });

  it.each(["", "cur", ".", "..", "..x", ".a..b", ".INBOX", ".inbox.x", ".&APYA3x-", ".a\x07"])(
    "don't come from the folder %j",
    (folder) => {
      expect(folderMailbox(folder)).toBeUndefined();
    },
  );

  it("always stay directly in the user's folder", () => {
    const character = fc.oneof(
      fc.constantFrom(".", "/", "\\", "\0", "~", "&", "-", "%", "\u2024", "\uff0f"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(character), (parts) => {
        let folder;
        try {
          folder = mailboxFolder(parts.join(""));
        } catch (error) {
          expect(isMaildirError(error)).toBe(true);
          return;
        }
        expect(folder).toMatch(/^(\.[ -~]+)?$/);
        expect(normalize(join("/root/ada", folder))).toBe(folder === "" ? "/root/ada" : `/root/ada/${folder}`);
        expect(folder).not.toMatch(/\/|^\.\.?$/);
      }),
      { numRuns: 1000 },
    );
  });

  it("come back from the folders that they name", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const name = parts.join("/");
        let folder;
        try {
          folder = mailboxFolder(name);
        } catch {
          return;
        }
        if (folder !== "") expect(folderMailbox(folder)).toBe(normalizeMailboxName(name));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("user names", () => {
  it.each(["ada", "ada@example.org", "Ada Lovelace", "ünal", "a+b"])("may be %j", (name) => {
    expect(checkUserName(name)).toBe(name);
  });

  it.each(["", ".", "..", ".ssh", "a/b", "../ada", "a\\b", "a\0", "a\n", "\u2028", "\ud800", "x".repeat(129)])(
    "may not be %j",
    (name) => {
      expect(() => checkUserName(name)).toThrow(expect.objectContaining({ code: "INVALID_NAME" }));
    },
  );
});
