import { describe, expect, it } from "@jest/globals";
import { InvalidTokenError } from "@twist/core/wire";
import fc from "fast-check";
import { leadingEnhancedCode } from "../../src/wire/enhanced-code.js";
import { SMTPReply } from "../../src/wire/reply.js";
import { SMTPReplyError } from "../../src/wire/smtp-reply-error.js";

describe("SMTPReply", () => {
  it("has its codes on each line", () => {
    expect(new SMTPReply(250, ["a", "b"], "2.0.0").encode()).toBe("250-2.0.0 a\r\n250 2.0.0 b\r\n");
    expect(new SMTPReply(354, "go on").encode()).toBe("354 go on\r\n");
    expect(new SMTPReply(250, []).encode()).toBe("250 \r\n");
  });

  it("folds lines that are too long, and loses nothing", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~é日]{1,2000}$/), (text) => {
        const lines = new SMTPReply(550, text, "5.1.1").encode().split("\r\n").slice(0, -1);
        for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(510);
        expect(lines.map((line) => line.slice("550 5.1.1 ".length)).join("")).toBe(text);
      }),
    );
  });

  it.each(["a\r\n250 b", "a\nb", "a\0", "\x1b[2J", "a\x7f"])("writes no %j", (text) => {
    expect(() => new SMTPReply(550, text).encode()).toThrow(InvalidTokenError);
  });

  it("is no longer than 64 KiB", () => {
    expect(() =>
      new SMTPReply(
        250,
        Array.from({ length: 10_000 }, () => "1234567890"),
      ).encode(),
    ).toThrow(RangeError);
  });

  it("has codes that go together", () => {
    expect(() => new SMTPReply(199, "")).toThrow(RangeError);
    expect(() => new SMTPReply(600, "")).toThrow(RangeError);
    expect(() => new SMTPReply(550, "", "4.1.1")).toThrow(RangeError);
    expect(() => new SMTPReply(550, "", "5.1.1 x" as "5.1.1")).toThrow(RangeError);
    expect(() => SMTPReplyError.of(250, "2.0.0", "OK")).toThrow(RangeError);
  });

  it("finds an enhanced code of its own class only", () => {
    expect(leadingEnhancedCode(550, "5.1.1 No")).toBe("5.1.1");
    expect(leadingEnhancedCode(550, "4.1.1 No")).toBeUndefined();
    expect(leadingEnhancedCode(550, "5.1 No")).toBeUndefined();
    expect(leadingEnhancedCode(250, "2.0.0")).toBe("2.0.0");
    expect(leadingEnhancedCode(250, "2.01.0 x")).toBeUndefined();
  });
});
