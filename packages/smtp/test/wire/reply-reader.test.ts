import { describe, expect, it } from "@jest/globals";
import { everySplit } from "@twist/core/testing";
import { LimitExceededError } from "@twist/core/wire";
import { ReplyReader } from "../../src/wire/reply-reader.js";
import type { SMTPReply } from "../../src/wire/reply.js";
import { SMTPError } from "../../src/wire/smtp-error.js";

function read(chunks: Iterable<Uint8Array | string>, maxReplyBytes?: number): SMTPReply[] {
  const replies: SMTPReply[] = [];
  const sink = { replyReceived: (reply: SMTPReply) => void replies.push(reply) };
  const reader = new ReplyReader(sink, maxReplyBytes === undefined ? {} : { maxReplyBytes });
  for (const chunk of chunks) reader.receive(Buffer.from(chunk));
  return replies;
}

describe("ReplyReader", () => {
  it("reads the multi-line reply of RFC 5321 §4.2.1 at every split", () => {
    everySplit(
      "250-First line\r\n250-Second line\r\n250-234 Text beginning with numbers\r\n250 The last line\r\n",
      (chunks) => {
        const [reply] = read(chunks);
        expect(reply).toMatchObject({
          code: 250,
          lines: ["First line", "Second line", "234 Text beginning with numbers", "The last line"],
        });
      },
    );
  });

  it("takes the enhanced code off each line that has it", () => {
    const [reply] = read(["550-5.1.1 no such user\r\n550-5.1.10 is not the same\r\n550 5.1.1\r\n"]);
    expect(reply).toMatchObject({ enhancedCode: "5.1.1", lines: ["no such user", "5.1.10 is not the same", ""] });
  });

  it("takes an enhanced code of another class for text", () => {
    expect(read(["250 5.1.1 odd\r\n"])[0]).toMatchObject({ enhancedCode: undefined, text: "5.1.1 odd" });
  });

  it("reads a code without text, and one with a space behind it", () => {
    expect(read(["220\r\n250 \r\n"]).map(({ code, text }) => [code, text])).toEqual([
      [220, ""],
      [250, ""],
    ]);
  });

  it("reads text outside ASCII as UTF-8, and lines over 512 bytes", () => {
    const long = "ü".repeat(1000);
    expect(read([`250 ${long}\r\n`])[0]?.text).toBe(long);
  });

  it.each([
    ["a code of two digits", "25 hello\r\n"],
    ["a code of four digits", "2500 hello\r\n"],
    ["a code from 100 to 199", "150 hello\r\n"],
    ["a code over 599", "600 hello\r\n"],
    ["text that has no code", "hello\r\n"],
    ["an empty line", "\r\n"],
    ["a comma behind the code", "250,hello\r\n"],
    ["another code in the middle of a reply", "250-a\r\n550 b\r\n"],
    ["an LF by itself", "250 a\n250 b\r\n"],
    ["a CR by itself", "250 a\rb\r\n"],
  ])("refuses %s, and reads nothing more", (_, text) => {
    everySplit(text, (chunks) => {
      expect(() => read(chunks)).toThrow(SMTPError);
    });
    const replies: SMTPReply[] = [];
    const reader = new ReplyReader({ replyReceived: (reply) => void replies.push(reply) });
    expect(() => reader.receive(Buffer.from(text))).toThrow(SMTPError);
    reader.receive(Buffer.from("250 and now?\r\n"));
    expect(replies).toEqual([]);
  });

  it("refuses a single line that is over the limit, before its end", () => {
    expect(() => read(["2".padEnd(200, "5")], 100)).toThrow(LimitExceededError);
  });

  it("takes a reply of exactly the limit", () => {
    const reply = "250-aaaa\r\n250 bbbb\r\n";
    expect(read([reply], reply.length)).toHaveLength(1);
    expect(() => read([reply], reply.length - 1)).toThrow(LimitExceededError);
  });

  it("counts each reply by itself", () => {
    expect(
      read(
        Array.from({ length: 1000 }, () => "250 ok\r\n"),
        20,
      ),
    ).toHaveLength(1000);
  });

  it("refuses a reply of a million lines in linear time and bounded memory (quadratic multi-line reply)", () => {
    const reader = new ReplyReader({ replyReceived: () => undefined });
    const chunk = Buffer.from("250-x\r\n".repeat(1000));
    let thrown = 0;
    for (let i = 0; i < 1000; i++) {
      try {
        reader.receive(chunk);
      } catch (error) {
        expect(error).toBeInstanceOf(LimitExceededError);
        thrown++;
      }
    }
    expect(thrown).toBe(1);
    expect(reader.work).toBeLessThan(4 * 65_536);
  });

  it("looks at each byte a bounded number of times, however small the pieces", () => {
    const reader = new ReplyReader({ replyReceived: () => undefined }, { maxReplyBytes: Infinity });
    const text = Buffer.from(`${"250-some text\r\n".repeat(5000)}250 end\r\n`);
    for (const byte of text) reader.receive(Buffer.of(byte));
    expect(reader.work).toBeLessThan(6 * text.length);
  });

  it("gives up all that it holds", () => {
    const reader = new ReplyReader({ replyReceived: () => undefined });
    reader.receive(Buffer.from("250-first\r\n250 sec"));
    expect(reader.takeRemaining().length).toBeGreaterThan(0);
    expect(reader.takeRemaining()).toHaveLength(0);
  });
});
