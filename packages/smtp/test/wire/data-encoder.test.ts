import { describe, expect, it } from "@jest/globals";
import { ProtocolError } from "@twist/core/wire";
import { everySplit } from "@twist/core/testing";
import fc from "fast-check";
import { DataEncoder, type DataEncoderOptions } from "../../src/wire/data-encoder.js";

function encode(chunks: Iterable<Uint8Array>, options?: DataEncoderOptions): string {
  const encoder = new DataEncoder(options);
  const pieces = Array.from(chunks, (chunk) => encoder.encode(chunk));
  return Buffer.concat([...pieces, encoder.end()]).toString("latin1");
}

/** What a server makes of what was sent, read as RFC 5321 §4.5.2 says. */
function decode(wire: string): string {
  expect(wire.endsWith("\r\n.\r\n") || wire === ".\r\n").toBe(true);
  const lines = wire.slice(0, -3).split("\r\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => `${line.startsWith(".") ? line.slice(1) : line}\r\n`).join("");
}

/** Line breaks and dots are what it is about, so there are many of them. */
const messages = fc
  .array(fc.constantFrom("\r", "\n", "\r\n", ".", "..", "a", "hello", "\0", "\xff"), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join(""), "latin1"));

describe("DataEncoder", () => {
  it.each([
    ["an empty message", "", ".\r\n"],
    ["a line", "hello\r\n", "hello\r\n.\r\n"],
    ["a line without an end", "hello", "hello\r\n.\r\n"],
    ["a dot alone", ".", "..\r\n.\r\n"],
    ["a dot on a line", "a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"],
    ["a line that begins with dots", "..a\r\n", "...a\r\n.\r\n"],
    ["dots within a line", "a.\r\n", "a.\r\n.\r\n"],
    ["LFs", "a\nb\n", "a\r\nb\r\n.\r\n"],
    ["CRs", "a\rb\r", "a\r\nb\r\n.\r\n"],
    ["CR CR LF", "a\r\r\nb", "a\r\n\r\nb\r\n.\r\n"],
    ["LF CR", "a\n\rb", "a\r\n\r\nb\r\n.\r\n"],
  ])("encodes %s at every split", (_, message, expected) => {
    everySplit(message, (chunks, { trailing }) => {
      if (!trailing) expect(encode(chunks)).toBe(expected);
    });
  });

  it.each([
    "\n.\n",
    "\n.\r\n",
    "\r\n.\n",
    "\r.\r",
    "\r\n.\r",
    "\r.\r\n",
    "\n\n.\r\n",
    "\r\n.\0\r\n",
    "\r\n\0.\r\n",
    "\r\n.\r\n",
  ])("lets no end of data through from inside a message (client-side SMTP smuggling): %j", (ending) => {
    const message = `Subject: a\r\n\r\nhello${ending}MAIL FROM:<admin@victim.example>\r\n`;
    everySplit(message, (chunks, { trailing }) => {
      if (trailing) return;
      const wire = encode(chunks);
      expect(wire.indexOf("\r\n.\r\n")).toBe(wire.length - 5);
      expect(wire.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    });
  });

  it("makes only CRLF lines, stuffs their dots, and can be read back, whatever the message and the pieces", () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(8), { maxLength: 20 }), (message, sizes) => {
        const wire = encode(cut(message, sizes));
        expect(wire.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
        const whole = message.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n");
        const expected = whole === "" || whole.endsWith("\r\n") ? whole : `${whole}\r\n`;
        expect(decode(wire)).toBe(expected);
      }),
    );
  });

  it("leaves dots alone for BDAT, and still makes CRLF lines", () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(8), { maxLength: 20 }), (message, sizes) => {
        const whole = message.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n");
        const expected = whole === "" || whole.endsWith("\r\n") ? whole : `${whole}\r\n`;
        expect(encode(cut(message, sizes), { dotStuffing: false })).toBe(expected);
      }),
    );
  });

  it("refuses what is no CRLF at every split, where it is told to", () => {
    for (const message of ["a\nb\r\n", "a\rb\r\n", "a\r\n\r", "\n"]) {
      everySplit(message, (chunks, { trailing }) => {
        if (!trailing) expect(() => encode(chunks, { bareLineBreaks: "refuse" })).toThrow(ProtocolError);
      });
    }
    everySplit("a\r\nb\r\n", (chunks, { trailing }) => {
      if (!trailing) expect(encode(chunks, { bareLineBreaks: "refuse" })).toBe("a\r\nb\r\n.\r\n");
    });
  });

  it("passes on a piece that needs no change without copying it", () => {
    const piece = Buffer.from("one\r\ntwo\r\n");
    expect(new DataEncoder().encode(piece)).toBe(piece);
  });
});

function cut(message: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) pieces.push(message.subarray(at, (at += size)));
  return [...pieces, message.subarray(at)];
}
