import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DNSTextError } from "../../src/presentation/dns-text-error.js";
import { EntryLexer, PAIR, PLAIN, QUOTED } from "../../src/presentation/entry-lexer.js";

type Entry = readonly string[];

function entries(lexer: EntryLexer): Entry[] {
  const all: Entry[] = [];
  while (lexer.next()) all.push(Array.from({ length: lexer.count }, (_, i) => `${lexer.kind(i)}${lexer.token(i)}`));
  return all;
}

describe("EntryLexer", () => {
  it("cuts a text into entries and tokens", () => {
    const text = 'a b\n\n; comment\n c ( d ; e\n\n f ) "g h"i\\ j k="l m"n o"p"';
    expect(entries(new EntryLexer(text))).toEqual([
      ["0a", "0b"],
      ["0c", "0d", "0f", "1g h", "0i\\ j", '2k="l m"', "0n", "0o", "1p"],
    ]);
    expect([PLAIN, QUOTED, PAIR]).toEqual([0, 1, 2]);
  });

  it("tells where a token stands, and where the entry ends", () => {
    const lexer = new EntryLexer('a\n  b (\n\t"c d"\n)\n', { file: "z" });
    lexer.next();
    lexer.next();
    expect(lexer.indented).toBe(true);
    expect([0, 1, 2].map((index) => lexer.position(index))).toEqual([
      { file: "z", line: 2, column: 3 },
      { file: "z", line: 3, column: 2 },
      { file: "z", line: 3, column: 7 },
    ]);
  });

  it("gives the same entries however the text is cut into pieces, and no fault before it is there", () => {
    const part = fc.constantFrom("a", " ", "\n", "(", ")", '"', "\\", ";", "=", "é", "\r\n", "bc");
    const whole = (text: string): Entry[] | string => {
      try {
        return entries(new EntryLexer(text));
      } catch (error) {
        expect(error).toBeInstanceOf(DNSTextError);
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }).map((parts) => parts.join("")),
        fc.infiniteStream(fc.nat({ max: 5 })),
        (text, cuts) => {
          const lexer = new EntryLexer("", { partial: true });
          const found: Entry[] = [];
          let outcome: Entry[] | string = found;
          try {
            for (let from = 0; from < text.length;) {
              const to = from + 1 + (cuts.next().value as number);
              lexer.append(text.slice(from, to));
              found.push(...entries(lexer));
              from = to;
            }
            lexer.finish();
            found.push(...entries(lexer));
          } catch (error) {
            outcome = (error as Error).message;
          }
          const expected = whole(text);
          // The column of a fault in an entry that is cut is counted from the entry's start in both.
          expect(outcome).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  // A lexer that looks at anything twice for each time it is there would be at it for hours.
  it.each([
    ["short lines", "a b c\n".repeat(400_000), false, 1_200_000],
    ["comments", ";\n".repeat(1_000_000), false, 0],
    ["comments in parentheses", `a (${";\n".repeat(1_000_000)})`, false, 1],
    ["quoted strings", `a ${'"" '.repeat(700_000)}`, false, 700_001],
    ["escapes", `a ${"\\\\".repeat(1_000_000)}`, false, 2],
    ["quotes behind equals signs", `a ${'=""'.repeat(700_000)}`, false, 700_001],
    ["a parenthesis that is never closed", `a (${"\n".repeat(2_000_000)}`, true, 0],
    ["a quote that is never closed", `a "${"\\".repeat(2_000_000)}`, true, 0],
  ])("reads two megabytes of %s within the time of a test", (_what, text, isRefused, expected) => {
    const lexer = new EntryLexer(text, { maxLineBytes: Infinity });
    const read = (): number => {
      let tokens = 0;
      while (lexer.next()) tokens += lexer.count;
      return tokens;
    };
    if (isRefused) expect(read).toThrow(DNSTextError);
    else expect(read()).toBe(expected);
  });
});
