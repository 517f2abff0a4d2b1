import { describe, expect, it } from "@jest/globals";
import { isTwistError } from "../../src/errors/twist-error.js";
import { FileSystemError, isFileSystemError } from "../../src/filesystem/file-system-error.js";

describe("FileSystemError", () => {
  it("has its reason, and the same as the code of a TwistError", () => {
    const error = new FileSystemError("not-a-directory", "/a/b");
    expect(error).toMatchObject({ reason: "not-a-directory", code: "FILE_NOT_A_DIRECTORY", path: "/a/b" });
    expect(error.message).toBe('not-a-directory: "/a/b"');
    expect(isTwistError(error)).toBe(true);
  });

  it("says more where there is more to say", () => {
    expect(new FileSystemError("io", "/a", { systemCode: "EIO" }).message).toBe('io (EIO): "/a"');
    expect(new FileSystemError("unsupported", undefined, { detail: "no links here" }).message).toBe(
      "unsupported (no links here)",
    );
  });

  it("shows a peer's path without control characters and not at full length", () => {
    const { message } = new FileSystemError("not-found", `/\u001b[2J\r\n${"x".repeat(100_000)}`);
    expect(message).toMatch(/^not-found: "\/\\u001b\[2J\\r\\nx+…"$/);
    expect(message.length).toBeLessThan(300);
  });

  it("is told from other errors by a guard, and one reason from another", () => {
    const error = new FileSystemError("exists");
    expect([isFileSystemError(error), isFileSystemError(error, "exists")]).toEqual([true, true]);
    expect([isFileSystemError(error, "not-found"), isFileSystemError(new Error("exists"))]).toEqual([false, false]);
  });
});
