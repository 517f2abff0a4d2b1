import { describe, expect, it } from "@jest/globals";
import { isPlainWindowsName } from "../../src/filesystem/windows-name.js";

describe("isPlainWindowsName", () => {
  it.each(["file", "file.txt", ".hidden", "CONSOLE", "com10", "communication", "a b", "näme", "LPT", "nul1", "..a"])(
    "takes %s",
    (name) => {
      expect(isPlainWindowsName(name)).toBe(true);
    },
  );

  it.each([
    ["a drive", "C:"],
    ["a stream", "file.txt::$DATA"],
    ["a stream", "file:hidden"],
    ["a separator", "a\\b"],
    ["a separator", "a/b"],
    ["a device", "CON"],
    ["a device in lower case", "nul"],
    ["a device with an extension", "aux.txt"],
    ["a device with two extensions", "com1.tar.gz"],
    ["a device with a blank", "PRN .txt"],
    ["a device with another digit", "COM¹"],
    ["a device of the console", "CONIN$"],
    ["a trailing dot", "file."],
    ["a trailing blank", "file "],
    ["nothing but dots", "..."],
    ["a wildcard", "*.txt"],
    ["a pipe", "a|b"],
    ["a control character", "a\u0001"],
    ["nothing", ""],
  ])("refuses %s: %j", (_, name) => {
    expect(isPlainWindowsName(name)).toBe(false);
  });
});
