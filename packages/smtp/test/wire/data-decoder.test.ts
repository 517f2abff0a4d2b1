import { describe, expect, it } from "@jest/globals";
import { everySplit } from "@twist/core/testing";
import fc from "fast-check";
import { type BareNewlines, DataDecoder, type DataFraming } from "../../src/wire/data-decoder.js";
import { HopCounter } from "../../src/wire/hop-counter.js";
import { formatReceivedField, receivedProtocol } from "../../src/wire/received-field.js";

function decode(chunks: readonly Buffer[], bareNewlines: BareNewlines = "allow", framing: DataFraming = "dots") {
  const content: Buffer[] = [];
  const errors: string[] = [];
  const decoder = new DataDecoder(
    { contentDecoded: (bytes) => content.push(bytes), contentRefused: ({ code }) => errors.push(code) },
    { bareNewlines, maxMessageLineBytes: 1_000 },
  );
  decoder.begin(framing);
  let rest = "";
  for (const chunk of chunks) {
    const end = decoder.done ? 0 : decoder.decode(chunk, 0);
    rest += chunk.toString("latin1", end);
  }
  if (framing !== "dots") decoder.end();
  return { content: Buffer.concat(content).toString("latin1"), errors, done: decoder.done, rest };
}

/** What RFC 5321 §4.5.2 says, said in the simplest way. */
function expected(stream: string): { content: string; done: boolean; rest: string } {
  const end = stream.startsWith(".\r\n") ? 0 : stream.indexOf("\r\n.\r\n") + 2;
  const done = stream.startsWith(".\r\n") || end !== 1;
  const content = done ? stream.slice(0, end) : stream;
  return { content: content.replace(/(^|\r\n)\./g, "$1"), done, rest: done ? stream.slice(end + 3) : "" };
}

const streams = fc.array(fc.constantFrom(".", "\r", "\n", "\r\n", "a", "..", "\0", "\r\n."), { maxLength: 40 });

describe("DataDecoder", () => {
  it("decodes as RFC 5321 §4.5.2 says, whatever the stream and however it is cut", () => {
    fc.assert(
      fc.property(streams, fc.array(fc.nat(5)), (parts, cuts) => {
        const stream = `${parts.join("")}\r\n.\r\n`;
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(Buffer.from(stream.slice(at, (at += cut)), "latin1"));
        chunks.push(Buffer.from(stream.slice(at), "latin1"));
        const { errors, ...decoded } = decode(chunks);
        expect(errors).toEqual([]);
        expect(decoded).toEqual(expected(stream));
      }),
      { numRuns: 1_000 },
    );
  });

  it("mends every bare line end with normalize, and refuses exactly what it would mend", () => {
    fc.assert(
      fc.property(streams, (parts) => {
        const text = parts.join("");
        everySplit(
          text,
          (chunks) => {
            const mended = decode(chunks, "normalize", "text").content;
            expect(`${mended}|`).toBe(`${text.replace(/\r\n|\r|\n/g, "\r\n")}|`);
            const { errors } = decode(chunks, "refuse", "text");
            expect(errors).toEqual(!/[\r\n]/.test(text.replaceAll("\r\n", "")) ? [] : ["BARE_LINE_BREAK"]);
          },
          { randomSplits: 2 },
        );
      }),
      { numRuns: 60 },
    );
  });

  it("leaves alone what comes behind the end", () => {
    everySplit("hello\r\n.\r\nQUIT\r\n", (chunks) => {
      expect(decode(chunks)).toEqual({ content: "hello\r\n", errors: [], done: true, rest: "QUIT\r\n" });
    });
  });

  it("passes on whole chunks as they are", () => {
    const chunk = Buffer.from("a\r\nb\r\n");
    let passed: Buffer | undefined;
    const decoder = new DataDecoder(
      { contentDecoded: (bytes) => (passed = bytes), contentRefused: () => undefined },
      { bareNewlines: "refuse", maxMessageLineBytes: 1_000 },
    );
    decoder.begin("dots");
    decoder.decode(chunk, 0);
    expect(passed).toBe(chunk);
  });

  it("looks for line ends in linear time, also where one kind is missing", () => {
    for (const piece of ["\n", "\r", "\r\n", "\n\r", ".\r\n.", "a"]) {
      const chunk = Buffer.from(piece.repeat(1_000_000));
      decode([chunk], "allow", "text");
    }
  }, 20_000);
});

describe("HopCounter", () => {
  it("counts Received fields at every split, and nothing else", () => {
    const header =
      "Received: a\r\n Received: folded\r\nX-Received: b\r\nRECEIVED:\r\nReceive: c\r\n\r\nReceived: body\r\n";
    everySplit(header, (chunks) => {
      const counter = new HopCounter();
      counter.begin();
      for (const chunk of chunks) counter.count(chunk);
      expect(counter.hops).toBe(2);
    });
  });
});

describe("the Received field", () => {
  it("names the protocol as RFC 3848 and RFC 6531 do", () => {
    const plain = { dialect: "SMTP", extended: true, secure: false, authenticated: false, smtpUTF8: false } as const;
    expect(receivedProtocol({ ...plain, extended: false })).toBe("SMTP");
    expect(receivedProtocol(plain)).toBe("ESMTP");
    expect(receivedProtocol({ ...plain, secure: true, authenticated: true })).toBe("ESMTPSA");
    expect(receivedProtocol({ ...plain, authenticated: true })).toBe("ESMTPA");
    expect(receivedProtocol({ ...plain, smtpUTF8: true, secure: true })).toBe("UTF8SMTPS");
    expect(receivedProtocol({ ...plain, dialect: "LMTP", secure: true })).toBe("LMTPS");
    expect(receivedProtocol({ ...plain, dialect: "LMTP", smtpUTF8: true })).toBe("UTF8LMTP");
  });

  it("can't be broken out of", () => {
    const init = { from: "a", by: "b", protocol: "SMTP", id: "1", wallTime: 0 };
    expect(formatReceivedField(init)).toBe(
      "Received: from a\r\n\tby b with SMTP id 1; Thu, 01 Jan 1970 00:00:00 +0000\r\n",
    );
    expect(() => formatReceivedField({ ...init, addressName: "x\r\nBcc: y" })).toThrow("Received");
  });
});
