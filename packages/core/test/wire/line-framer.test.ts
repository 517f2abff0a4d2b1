import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { LimitExceededError } from "../../src/wire/limit-exceeded-error.js";
import { LineFramer, type LineFramerOptions } from "../../src/wire/line-framer.js";
import { byteByByte, bytesOf, cuts, splitAt } from "./random-splits.js";
import { RecordingLineSink } from "./recording-line-sink.js";

function framer(options?: LineFramerOptions): [LineFramer, RecordingLineSink] {
  const sink = new RecordingLineSink();
  return [new LineFramer(sink, options), sink];
}

function eventsOf(chunks: readonly Uint8Array[], options?: LineFramerOptions): string[] {
  const [lines, sink] = framer(options);
  for (const chunk of chunks) lines.receive(chunk);
  return sink.events;
}

function everyWay(text: string, options: LineFramerOptions, expected: readonly string[]): void {
  const bytes = Buffer.from(text, "latin1");
  expect(eventsOf([bytes], options)).toEqual(expected);
  expect(eventsOf(byteByByte(bytes), options)).toEqual(expected);
  for (let cut = 1; cut < bytes.length; cut++) expect(eventsOf(splitAt(bytes, [cut]), options)).toEqual(expected);
}

describe("LineFramer", () => {
  describe("lines", () => {
    it("gives out each line without its ending, however the bytes arrive", () => {
      everyWay("HELO me\r\n\r\nQUIT\r\nrest", {}, ["line HELO me", "line ", "line QUIT"]);
    });

    it.each(["\n", "\0", "|", "--", "aab", "END\r\n"])("takes %j as the delimiter", (delimiter) => {
      everyWay(`one${delimiter}${delimiter}two${delimiter}x`, { delimiter }, ["line one", "line ", "line two"]);
      everyWay(`one${delimiter}`, { delimiter: Buffer.from(delimiter) }, ["line one"]);
    });

    it("leaves CR and LF alone where the delimiter is another", () => {
      everyWay("a\r\nb\nc|", { delimiter: "|" }, ["line a\r\nb\nc"]);
    });

    it("keeps its own copy of the delimiter", () => {
      const delimiter = Buffer.from("|");
      const [lines, sink] = framer({ delimiter });
      delimiter.fill("x");
      lines.receive(Buffer.from("axb|"));
      expect(sink.events).toEqual(["line axb"]);
    });

    it("gives out any lines that were sent, at any splits", () => {
      const line = bytesOf("ab\0\x7f\xff ", 30);
      fc.assert(
        fc.property(fc.array(line), cuts, (sent, cuts) => {
          const stream = Buffer.concat(sent.map((bytes) => Buffer.concat([bytes, Buffer.from("\r\n")])));
          const expected = sent.map((bytes) => `line ${bytes.toString("latin1")}`);
          expect(eventsOf(splitAt(stream, cuts))).toEqual(expected);
        }),
      );
    });

    it("gives the same for the same bytes at any splits, and throws nothing, whatever the bytes", () => {
      const bareLineBreaks = fc.constantFrom("refuse" as const, "keep" as const, "accept" as const);
      fc.assert(
        fc.property(bytesOf("aab\r\n\n\r", 60), cuts, bareLineBreaks, (bytes, cuts, bareLineBreaks) => {
          const options = { maxLineBytes: 4, bareLineBreaks };
          const whole = eventsOf([bytes], options);
          expect(eventsOf(byteByByte(bytes), options)).toEqual(whole);
          expect(eventsOf(splitAt(bytes, cuts), options)).toEqual(whole);
        }),
      );
    });

    it("gives out slices of the chunk, and copies nothing that is whole in it", () => {
      const chunk = Buffer.from("one\r\ntwo\r\n");
      const [lines, sink] = framer();
      sink.onLine = (line) => {
        expect(line.buffer).toBe(chunk.buffer);
      };
      lines.receive(chunk);
      expect(sink.events).toHaveLength(2);
    });
  });

  describe("bare CR and LF", () => {
    it("refuses them, and goes on with the next line", () => {
      const smuggled = "a\nb\r\nok\r\nc\rd\r\n\n\r\n\r\r\nok\r\n";
      everyWay(smuggled, {}, ["malformed", "line ok", "malformed", "malformed", "malformed", "line ok"]);
    });

    it("refuses them in long lines too", () => {
      const long = "x".repeat(300);
      everyWay(`${long}\r\n`, {}, [`line ${long}`]);
      expect(eventsOf([Buffer.from(`${long}\nx\r\n${long}\rx\r\n`)])).toEqual(["malformed", "malformed"]);
    });

    it("says what is wrong, with a stable code", () => {
      const [lines, sink] = framer();
      lines.receive(Buffer.from("secret\nx\r\n"));
      expect(sink.errors[0]).toMatchObject({ name: "ProtocolError", code: "BARE_LINE_BREAK" });
      expect(sink.errors[0]?.message).not.toContain("secret");
    });

    it("keeps them as bytes of the line if told to", () => {
      everyWay("a\nb\r\nc\rd\r\n\r\r\n", { bareLineBreaks: "keep" }, ["line a\nb", "line c\rd", "line \r"]);
    });

    it("ends a line at a bare LF if told to", () => {
      const options = { bareLineBreaks: "accept" } as const;
      everyWay("a\nb\r\n\nc\rd\r\n\r\r\n", options, ["line a", "line b", "line ", "line c\rd", "line \r"]);
    });
  });

  describe("maxLineBytes", () => {
    const over = ["too long", "line ok"];

    it.each(["refuse", "keep", "accept"] as const)(
      "is exact, and goes on with the next line (%s)",
      (bareLineBreaks) => {
        const options = { maxLineBytes: 5, bareLineBreaks };
        everyWay("abcde\r\n", options, ["line abcde"]);
        everyWay("abcdef\r\nok\r\n", options, over);
        everyWay("abcdefghijklmnop\r\nok\r\n", options, over);
      },
    );

    it("is exact with a bare LF, of which the CR is no part", () => {
      const options = { maxLineBytes: 5, bareLineBreaks: "accept" } as const;
      everyWay("abcde\nok\n", options, ["line abcde", "line ok"]);
      everyWay("abcdef\nok\n", options, over);
    });

    it("is exact with a long delimiter", () => {
      const options = { maxLineBytes: 5, delimiter: "<end>" };
      everyWay("abcde<end>", options, ["line abcde"]);
      everyWay("abcdef<end>ok<end>", options, over);
    });

    it("names the limit in the error", () => {
      const [lines, sink] = framer({ maxLineBytes: 5 });
      lines.receive(Buffer.from("abcdefgh"));
      expect(sink.errors).toEqual([expect.objectContaining({ limit: "maxLineBytes", value: 5 })]);
      expect(sink.errors[0]).toBeInstanceOf(LimitExceededError);
    });

    it("holds no memory for a line that never ends", () => {
      const [lines, sink] = framer({ maxLineBytes: 100 });
      for (let i = 0; i < 1000; i++) {
        lines.receive(Buffer.alloc(1000, "x"));
        expect(lines.bufferedBytes).toBeLessThanOrEqual(1);
      }
      expect(sink.events).toEqual(["too long"]);
    });

    it("can change from one line to the next", () => {
      const [lines, sink] = framer({ maxLineBytes: 3 });
      sink.onLine = () => {
        lines.maxLineBytes = 6;
      };
      lines.receive(Buffer.from("abc\r\nabcdef\r\nabcdefg\r\n"));
      expect(sink.events).toEqual(["line abc", "line abcdef", "too long"]);
      expect(lines.maxLineBytes).toBe(6);
      expect(() => {
        lines.maxLineBytes = 0;
      }).toThrow(RangeError);
    });

    it("is 16,384 if not given", () => {
      const longest = "x".repeat(16_384);
      expect(eventsOf([Buffer.from(`${longest}\r\n${longest}x\r\n`)])).toEqual([`line ${longest}`, "too long"]);
    });
  });

  describe("raw mode", () => {
    /** A framer whose peer says "LITERAL n" before n raw bytes, and "DATA" before raw bytes up to a full stop. */
    function literals(chunks: readonly Uint8Array[]): string[] {
      const [lines, sink] = framer();
      sink.onLine = (line) => {
        const size = /^LITERAL (\d+)$/.exec(line.toString())?.[1];
        if (size !== undefined) lines.setRawMode(Number(size));
        if (line.toString() === "DATA") lines.setRawMode();
      };
      sink.onRaw = (data) => {
        const end = data.indexOf(".");
        if (end !== -1) lines.setLineMode(data.subarray(end + 1));
      };
      for (const chunk of chunks) lines.receive(chunk);
      // What comes with the full stop depends on the splits; what comes before it doesn't.
      return sink.events.map((event) => event.replace(/^(raw [^.]*\.).*$/s, "$1"));
    }

    it("hands over a number of bytes, then lines again", () => {
      const bytes = Buffer.from("LITERAL 5\r\na\r\nb\nLITERAL 0\r\nNOOP\r\n");
      const expected = ["line LITERAL 5", "raw a\r\nb\n", "raw ended", "line LITERAL 0", "raw ended", "line NOOP"];
      for (const chunks of [[bytes], byteByByte(bytes)]) expect(literals(chunks)).toEqual(expected);
      for (let cut = 0; cut < bytes.length; cut++) expect(literals(splitAt(bytes, [cut]))).toEqual(expected);
    });

    it("hands over all until told, and takes back what wasn't needed", () => {
      const bytes = Buffer.from("DATA\r\nab\r\ncd.QUIT\r\nDATA\r\n.X\r\n");
      const expected = ["line DATA", "raw ab\r\ncd.", "line QUIT", "line DATA", "raw .", "line X"];
      for (const chunks of [[bytes], byteByByte(bytes)]) expect(literals(chunks)).toEqual(expected);
      for (let cut = 0; cut < bytes.length; cut++) expect(literals(splitAt(bytes, [cut]))).toEqual(expected);
    });

    it("can begin and end between two chunks", () => {
      const [lines, sink] = framer();
      lines.receive(Buffer.from("half"));
      lines.setRawMode(10);
      expect(sink.events).toEqual(["raw half"]);
      expect(lines.rawMode).toBe(true);
      lines.setLineMode(Buffer.from("one\r\n"));
      expect(lines.rawMode).toBe(false);
      lines.receive(Buffer.from("two\r\n"));
      expect(sink.events).toEqual(["raw half", "line one", "line two"]);
    });

    it("puts what is taken back in front of what waits", () => {
      const [lines, sink] = framer();
      sink.onRaw = () => {
        lines.pause();
      };
      lines.setRawMode();
      lines.receive(Buffer.from("rawone\r\n"));
      lines.receive(Buffer.from("two\r\n"));
      lines.setLineMode(Buffer.from("one\r\n"));
      lines.resume();
      expect(sink.events).toEqual(["raw rawone\r\n", "line one", "line two"]);
    });

    it("hands over a chunk as it came, without a copy", () => {
      const [lines, sink] = framer();
      const chunk = Buffer.from("abc");
      sink.onRaw = (data) => {
        expect(data).toBe(chunk);
      };
      lines.setRawMode();
      lines.receive(chunk);
      expect(sink.events).toEqual(["raw abc"]);
      expect(lines.work).toBe(0);
    });

    it("does without a rawDataEnded that the sink doesn't have", () => {
      const events: string[] = [];
      const fail = (error: Error): void => {
        throw error;
      };
      const lines = new LineFramer({
        lineReceived: (line) => events.push(line.toString()),
        rawDataReceived: (data) => events.push(data.toString()),
        lineLengthExceeded: fail,
        lineMalformed: fail,
      });
      lines.setRawMode(2);
      lines.receive(Buffer.from("abc\r\n"));
      expect(events).toEqual(["ab", "c"]);
    });

    it("hands over the rest of a line that is too long, if told to", () => {
      const [lines, sink] = framer({ maxLineBytes: 3 });
      lines.receive(Buffer.from("abcdef"));
      lines.setRawMode(2);
      lines.receive(Buffer.from("ghi\r\n"));
      expect(sink.events).toEqual(["too long", "raw fg", "raw ended", "line hi"]);
    });

    it("refuses a number of bytes that is none", () => {
      const [lines] = framer();
      for (const count of [-1, 1.5, NaN]) {
        expect(() => {
          lines.setRawMode(count);
        }).toThrow(RangeError);
      }
      expect(lines.rawMode).toBe(false);
    });
  });

  describe("calls from inside the sink", () => {
    it("pauses behind the line at hand, and resumes with the next", () => {
      const [lines, sink] = framer();
      sink.onLine = () => {
        lines.pause();
      };
      lines.receive(Buffer.from("one\r\ntwo\r\nth"));
      lines.receive(Buffer.from("ree\r\n"));
      expect(sink.events).toEqual(["line one"]);
      expect(lines.paused).toBe(true);
      lines.resume();
      expect(sink.events).toEqual(["line one", "line two"]);
      lines.resume();
      expect(sink.events).toEqual(["line one", "line two", "line three"]);
    });

    it("puts fed bytes behind what waits, without recursion", () => {
      const [lines, sink] = framer();
      let depth = 0;
      sink.onLine = (line) => {
        depth += 1;
        expect(depth).toBe(1);
        if (line.toString() === "one") lines.receive(Buffer.from("three\r\n"));
        depth -= 1;
      };
      lines.receive(Buffer.from("one\r\ntwo\r\n"));
      expect(sink.events).toEqual(["line one", "line two", "line three"]);
    });

    it("stops for good, and drops the rest and what comes", () => {
      const [lines, sink] = framer();
      sink.onLine = () => {
        lines.stop();
      };
      lines.receive(Buffer.from("one\r\ntwo\r\n"));
      lines.receive(Buffer.from("three\r\n"));
      lines.setRawMode();
      lines.setLineMode(Buffer.from("four\r\n"));
      lines.resume();
      expect(sink.events).toEqual(["line one"]);
      expect(lines.stopped).toBe(true);
      expect(lines.bufferedBytes).toBe(0);
    });

    it("gives the remaining bytes to who takes over", () => {
      const [lines, sink] = framer();
      let rest = "";
      sink.onLine = () => {
        rest = lines.takeRemaining().toString();
      };
      lines.receive(Buffer.from("STARTTLS\r\nMAIL FROM:<injected>\r\n"));
      expect(sink.events).toEqual(["line STARTTLS"]);
      expect(rest).toBe("MAIL FROM:<injected>\r\n");
      expect(lines.bufferedBytes).toBe(0);
    });

    it("begins a new line after the remaining bytes of one that is too long were taken", () => {
      const [lines, sink] = framer({ maxLineBytes: 3 });
      lines.receive(Buffer.from("abcdef"));
      lines.takeRemaining();
      lines.receive(Buffer.from("ok\r\n"));
      expect(sink.events).toEqual(["too long", "line ok"]);
    });

    it("survives a sink that throws: the next call goes on behind the line that it threw on", () => {
      const [lines, sink] = framer();
      sink.onLine = (line) => {
        if (line.toString() === "bad") throw new Error("thrown by the sink");
      };
      expect(() => {
        lines.receive(Buffer.from("bad\r\ngood\r\n"));
      }).toThrow("thrown by the sink");
      lines.receive(Buffer.from("next\r\n"));
      expect(sink.events).toEqual(["line bad", "line good", "line next"]);
    });
  });

  describe("maxBufferedBytes", () => {
    it("limits what may wait while paused, exactly", () => {
      const [lines, sink] = framer({ maxBufferedBytes: 8 });
      lines.pause();
      lines.receive(Buffer.from("one\r\ntwo"));
      expect(() => {
        lines.receive(Buffer.from("\r"));
      }).toThrow(expect.objectContaining({ limit: "maxBufferedBytes", value: 8 }));
      expect(lines.stopped).toBe(true);
      lines.resume();
      expect(sink.events).toEqual([]);
    });

    it("doesn't limit what is given out at once", () => {
      expect(eventsOf([Buffer.from("one\r\ntwo\r\n")], { maxBufferedBytes: 1 })).toHaveLength(2);
    });
  });

  describe("options", () => {
    it("refuses what makes no sense", () => {
      expect(() => framer({ maxLineBytes: 0 })).toThrow(RangeError);
      expect(() => framer({ maxBufferedBytes: -1 })).toThrow(RangeError);
      expect(() => framer({ delimiter: "" })).toThrow(RangeError);
      expect(() => framer({ delimiter: "|", bareLineBreaks: "accept" })).toThrow(TypeError);
    });
  });

  describe("linear time", () => {
    function workPerByte(chunks: readonly Uint8Array[], act?: (lines: LineFramer) => void): number {
      let size = 0;
      let count = 0;
      const lines = new LineFramer({
        lineReceived: () => {
          count += 1;
          act?.(lines);
        },
        rawDataReceived: (data) => {
          lines.setLineMode(data);
        },
        lineLengthExceeded: () => undefined,
        lineMalformed: () => undefined,
      });
      for (const chunk of chunks) {
        size += chunk.length;
        lines.receive(chunk);
        while (lines.paused) lines.resume();
      }
      expect(count).toBe(size / 3);
      return lines.work / size;
    }

    const many = Buffer.alloc(3_000_000, "a\r\n");
    const fewer = many.subarray(0, 300_000);

    it("takes a million lines in one chunk", () => {
      expect(workPerByte([many])).toBeLessThan(4);
    });

    it("takes them one byte at a time", () => {
      expect(workPerByte(byteByByte(fewer))).toBeLessThan(4);
    });

    it("takes them with a pause after each line", () => {
      const pause = (lines: LineFramer): void => {
        lines.pause();
      };
      expect(workPerByte([fewer], pause)).toBeLessThan(4);
    });

    it("takes them with a switch to raw mode and back after each line", () => {
      const toRaw = (lines: LineFramer): void => {
        lines.setRawMode();
      };
      expect(workPerByte([fewer], toRaw)).toBeLessThan(4);
    });

    it("takes lines that are too long, one byte at a time", () => {
      const sink = new RecordingLineSink();
      const lines = new LineFramer(sink, { maxLineBytes: 1000 });
      const byte = Buffer.of(0x78);
      for (let i = 0; i < 100_000; i++) lines.receive(byte);
      expect(lines.work / 100_000).toBeLessThan(4);
      expect(sink.events).toEqual(["too long"]);
    });
  });
});
