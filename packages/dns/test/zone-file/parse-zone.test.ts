import { describe, expect, it } from "@jest/globals";
import { DNSTextError } from "../../src/presentation/dns-text-error.js";
import { parseZone } from "../../src/zone-file/parse-zone.js";
import type { ZoneOptions } from "../../src/zone-file/zone-options.js";

function lines(text: string, options?: ZoneOptions): string[] {
  return parseZone(text, options).map((record) => record.toString());
}

function failure(text: string, options?: ZoneOptions): string {
  try {
    parseZone(text, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DNSTextError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

const origin = "example.com.";

describe("zone files", () => {
  it("reads the example of RFC 1035 §5.3", () => {
    const text = `@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM

        NS      A.ISI.EDU.
        NS      VENERA
        NS      VAXA
        MX      10      VENERA
        MX      20      VAXA

A       A       26.3.0.103

VENERA  A       10.1.0.52
        A       128.9.0.32

VAXA    A       10.2.0.27
        A       128.9.0.33
`;
    expect(lines(text, { origin: "ISI.EDU." })).toEqual([
      "ISI.EDU. 60 IN SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60",
      "ISI.EDU. 60 IN NS A.ISI.EDU.",
      "ISI.EDU. 60 IN NS VENERA.ISI.EDU.",
      "ISI.EDU. 60 IN NS VAXA.ISI.EDU.",
      "ISI.EDU. 60 IN MX 10 VENERA.ISI.EDU.",
      "ISI.EDU. 60 IN MX 20 VAXA.ISI.EDU.",
      "A.ISI.EDU. 60 IN A 26.3.0.103",
      "VENERA.ISI.EDU. 60 IN A 10.1.0.52",
      "VENERA.ISI.EDU. 60 IN A 128.9.0.32",
      "VAXA.ISI.EDU. 60 IN A 10.2.0.27",
      "VAXA.ISI.EDU. 60 IN A 128.9.0.33",
    ]);
  });

  it("reads RFC 2308's $TTL, and TTL and class in either order or left out", () => {
    const text = `$ORIGIN example.com.
$TTL 1h30m
a 300 IN A 192.0.2.1
b IN 1d A 192.0.2.2
c IN A 192.0.2.3
d A 192.0.2.4
e 2w AAAA 2001:DB8::1
`;
    expect(lines(text)).toEqual([
      "a.example.com. 300 IN A 192.0.2.1",
      "b.example.com. 86400 IN A 192.0.2.2",
      "c.example.com. 5400 IN A 192.0.2.3",
      "d.example.com. 5400 IN A 192.0.2.4",
      "e.example.com. 1209600 IN AAAA 2001:db8::1",
    ]);
  });

  it("takes the TTL of the line before where there is no $TTL", () => {
    expect(lines("a 300 A 192.0.2.1\nb A 192.0.2.2", { origin })).toEqual([
      "a.example.com. 300 IN A 192.0.2.1",
      "b.example.com. 300 IN A 192.0.2.2",
    ]);
  });

  it("reads a signed zone in the style of RFC 4035 appendix A", () => {
    const text = `example. 3600 IN SOA ns1.example. bugs.x.w.example. (
      1081539377 3600 300 3600000 3600 )
      3600 RRSIG SOA 5 1 3600 20040509183619 (
        20040409183619 38519 example.
        ONx0k36rcjaxYtcNgq6iQnpNV5+drqYAsC9h
        7TSJaHCqbhE67Sr6aH2xDUGcqQWu/n0UVzrF )
      3600 NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY
a.example. 3600 IN DS 57855 5 1 ( B6DCD485719ADCA18E5F3D48A2331627FDD3 636B )
`;
    expect(lines(text).map((line) => line.split(" ")[3])).toEqual(["SOA", "RRSIG", "NSEC", "DS"]);
    expect(lines(text)[1]).toContain("ONx0k36rcjaxYtcNgq6iQnpNV5+drqYAsC9h7TSJaHCqbhE67Sr6aH2xDUGcqQWu/n0UVzrF");
    expect(lines(text)[3]).toBe("a.example. 3600 IN DS 57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B");
  });

  it("keeps escapes, quotes and octets as they are", () => {
    const text = `a\\.b\\032c 60 TXT "x;(y" z\\"\\\\ "\\000\\255" é ""`;
    expect(lines(text, { origin })).toEqual([
      'a\\.b\\032c.example.com. 60 IN TXT "x;(y" "z\\"\\\\" "\\000\\255" "\\195\\169" ""',
    ]);
  });

  it("reads CRLF line ends, a byte order mark, comments, blank lines and a last line without an end", () => {
    const text = "\ufeff; a comment\r\n\r\n   \r\na 60 A 192.0.2.1 ; more\r\n  A 192.0.2.2";
    expect(lines(text, { origin })).toHaveLength(2);
  });

  it("reads types that aren't known, and known ones, in the form of RFC 3597", () => {
    expect(lines("a 60 TYPE65280 \\# 3 ab cdef\n  CLASS1 TYPE1 \\# 4 C0000201\n TYPE731 \\# 0", { origin })).toEqual([
      "a.example.com. 60 IN TYPE65280 \\# 3 abcdef",
      "a.example.com. 60 IN A 192.0.2.1",
      "a.example.com. 60 IN TYPE731 \\# 0",
    ]);
  });

  it("changes the origin, relative to the one before too", () => {
    expect(lines("$ORIGIN com.\n$ORIGIN example\n@ 60 NS ns\n$ORIGIN .\nb 60 NS c.d")).toEqual([
      "example.com. 60 IN NS ns.example.com.",
      "b. 60 IN NS c.d.",
    ]);
  });
});

describe("$GENERATE", () => {
  it.each([
    ["1-2 host-$ A 192.0.2.$", ["host-1.example.com. 60 IN A 192.0.2.1", "host-2.example.com. 60 IN A 192.0.2.2"]],
    [
      "0-4/2 $ 300 IN CNAME ${10,3,d}.x",
      [
        "0.example.com. 300 IN CNAME 010.x.example.com.",
        "2.example.com. 300 IN CNAME 012.x.example.com.",
        "4.example.com. 300 IN CNAME 014.x.example.com.",
      ],
    ],
    ['255-255 ${0,4,x}-${0,0,X}-${0,4,o} MX "0 ."', ["00ff-FF-0377.example.com. 60 IN MX 0 ."]],
    ["26-26 ${0,7,n}.z PTR h-${-16,0,d}.", ["a.1.0.0.z.example.com. 60 IN PTR h-10."]],
    ['1-1 a TXT "one $" "cost $$ \\$"', ['a.example.com. 60 IN TXT "one 1" "cost $ $"']],
  ])("makes of %s what BIND makes of it", (directive, expected) => {
    expect(lines(`$TTL 60\n$GENERATE ${directive}\n`, { origin })).toEqual(expected);
  });

  it.each([
    ["$GENERATE 1 a A 192.0.2.1", "1:11: range has to be of the form"],
    ["$GENERATE 5-1 a A 192.0.2.1", "1:11: range has to be of the form"],
    ["$GENERATE 1-9999999 a$ A 192.0.2.1", "1:11: more than 65536 records (maxGeneratedRecords)"],
    ["$GENERATE 1-2 ${0,999999,d} A 192.0.2.1", "${offset,width,base}"],
    ["$GENERATE 1-2 ${-5} A 192.0.2.1", "1:1: an offset makes 1 negative"],
    [
      "$GENERATE 250-260 a A 192.0.2.$",
      "1:1: address has to be an IPv4 address, such as 192.0.2.1 (in the record for 256)",
    ],
  ])("refuses %s", (text, message) => {
    expect(failure(text, { origin, ttl: 60 })).toContain(message);
  });
});

describe("errors have a line and a column, and say what to do", () => {
  it.each([
    ["a 60 A 192.0.2.256", "1:8: address has to be an IPv4 address"],
    ["\n\n  a 60 A", "3:3: a line that begins with a blank has the owner of the line before"],
    ["a 60 A", "1:7: address is missing"],
    ["a 60 MX 10 b c", "1:14: more than this record has"],
    ["a 60 MX x b", "1:9: preference has to be a number from 0 to 65535"],
    ["a 60 MX (\n 10 ; c\n b..c )", "3:2: exchange: the name has an empty label"],
    ["a 60 MX (\n 70000\n b )", "2:2: preference has to be"],
    ["a A 192.0.2.1", "1:3: there is no TTL"],
    ["a 99999999999 A 192.0.2.1", "1:3: a TTL has to be"],
    ["a 60 FOO x", "1:6: no record type that is known"],
    ["a 60 AXFR \\# 0", "1:1: a type or class of queries"],
    ["a 60 ANY A 192.0.2.1", "1:1: a type or class of queries"],
    ["a 60 IN A 192.0.2.1\nb 60 CH A 192.0.2.1", "2:11: a record of another class"],
    ['a 60 TXT "abc\nb 60 A 192.0.2.1', "1:10: a quoted string that isn't closed"],
    ['a 60 TXT ( "abc"\nb', "1:10: a parenthesis that is never closed"],
    ["a 60 TXT ( ( b ) )", "1:12: a parenthesis inside of another"],
    ["a 60 TXT b )", "1:12: a closing parenthesis"],
    ["a 60 TXT b\\", "1:11: a backslash at the end"],
    ["a 60 TXT b\\256", "1:10: a \\DDD that is no octet"],
    [`a 60 TXT ${"x".repeat(256)}`, "1:10: txtData is over 255 octets"],
    ["a..b 60 A 192.0.2.1", "1:1: owner: the name has an empty label"],
    ["a 60 A \\# 3 c00002", "1:13: these octets are no A"],
    ["a 60 A \\# 5 c0000201", "1:13: the RDATA's length"],
    ["$FOO bar", "1:1: no directive that is known"],
    ["$TTL", "1:5: TTL is missing"],
    ["$TTL 1x", "1:6: TTL has to be a time"],
    ["$ORIGIN a. b", "1:12: more than"],
    ["$INCLUDE b.zone", "1:10: $INCLUDE in a text that is no file"],
    ["a 60 DS 1 8 2 00", "1:15: a digest of type 2 has 32 octets, not 1"],
  ])("of %j", (text, message) => {
    expect(failure(text, { origin })).toContain(message);
  });

  it("refuses relative names and @ where there is no origin", () => {
    expect(failure("a 60 A 192.0.2.1")).toContain("1:1: a relative name, and there is no origin");
    expect(failure("@ 60 A 192.0.2.1")).toContain("1:1: @ stands for the origin, and there is none");
  });

  it("refuses data that fit into no record", () => {
    expect(failure(`a 60 TXT ${`"${"x".repeat(255)}" `.repeat(257)}`, { origin })).toContain("don't fit into 65535");
  });
});

describe("limits", () => {
  it("refuses a line, a quoted string, a comment or parentheses over maxLineBytes", () => {
    const limits = { maxLineBytes: 100 };
    const long = [
      `a 60 TXT ${"x".repeat(100)}`,
      `a 60 TXT "${"x".repeat(100)}"`,
      `;${"x".repeat(100)}`,
      `a 60 TXT x (${"\n;".repeat(50)}\n)`,
    ];
    for (const text of long) {
      expect(failure(`b 60 A 192.0.2.1\n${text}\n`, { origin, limits })).toContain(
        "2:1: a line, or lines in parentheses, of more than 100 bytes (maxLineBytes)",
      );
      expect(lines(`b 60 A 192.0.2.1\n${text}\n`, { origin, limits: { maxLineBytes: 120 } })).toBeDefined();
    }
  });

  it("refuses more records than maxRecords, generated ones counted", () => {
    const limits = { maxRecords: 3 };
    expect(lines("$GENERATE 1-3 a$ A 192.0.2.$", { origin, ttl: 60, limits })).toHaveLength(3);
    expect(failure("x A 192.0.2.1\n$GENERATE 1-3 a$ A 192.0.2.$", { origin, ttl: 60, limits })).toContain(
      "2:1: more than 3 records (maxRecords)",
    );
  });

  it("refuses a text over maxBytes, and a limit that is none", () => {
    expect(failure("a 60 A 192.0.2.1", { origin, limits: { maxBytes: 5 } })).toContain("maxBytes");
    expect(() => parseZone("", { limits: { maxBytes: -1 } })).toThrow(RangeError);
  });
});
