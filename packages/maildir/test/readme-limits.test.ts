import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { maxKeywords } from "../src/names/flag-mask.js";
import { maxFolderNameBytes, maxMailboxDepth } from "../src/names/mailbox-name.js";
import { maxUserNameBytes } from "../src/names/user-name.js";
import { defaultMaildirLimits } from "../src/store/maildir-store.js";

it("the README has every limit as it is", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = new Map(
    [...readme.matchAll(/^\| ([^|]+?) +\| (\d+) +\|/gm)].map(([, name, value]) => [name, Number(value)]),
  );
  expect(Object.fromEntries(rows)).toEqual({
    "`maxMessageBytes`": defaultMaildirLimits.maxMessageBytes,
    "keywords in a mailbox": maxKeywords,
    "levels of a mailbox's name": maxMailboxDepth,
    "bytes of a mailbox's folder name": maxFolderNameBytes,
    "bytes of a user's name": maxUserNameBytes,
  });
});
