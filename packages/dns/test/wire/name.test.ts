import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DNSError } from "../../src/wire/dns-error.js";
import { Name } from "../../src/wire/name.js";

const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
const anyName = fc.array(label, { maxLength: 10 }).map((labels) => Name.fromLabels(labels));
const n = (text: string): Name => Name.fromText(text);

describe("Name", () => {
  describe("text", () => {
    it.each([
      ["example.com", "example.com."],
      ["example.com.", "example.com."],
      [".", "."],
      ["WWW.Example.COM", "WWW.Example.COM."],
      ["a\\.b.c", "a\\.b.c."],
      ["a\\046b.c", "a\\.b.c."],
      ["\\000\\255.x", "\\000\\255.x."],
      ["\\a.b", "a.b."],
      ["a\\ b.c", "a\\032b.c."],
      ['\\;\\(\\)\\@\\$\\"\\\\', '\\;\\(\\)\\@\\$\\"\\\\.'],
      ["_sip._tcp.x", "_sip._tcp.x."],
      ["a\\..b", "a\\..b."],
      ["a.b\\.", "a.b\\.."],
    ])("reads %s and writes %s", (text, written) => {
      expect(n(text).toString()).toBe(written);
      expect(n(written).octets).toBe(n(text).octets);
    });

    it.each(["", "..", ".a", "a..b", "a\\", "a\\25", "a\\256", "a\\1x2", "a b", "münchen", "a\u0000", "a".repeat(64)])(
      "refuses %j",
      (text) => {
        expect(() => n(text)).toThrow(expect.objectContaining({ code: "BAD_NAME" }));
      },
    );

    it("gives every name back, whatever octets are in it", () => {
      fc.assert(fc.property(anyName, (name) => Name.fromText(name.toString()).octets === name.octets));
    });

    it("never throws anything but its error", () => {
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom("a", ".", "\\", "0", "9", "é", " ", "\u0100") }), (text) => {
          try {
            n(text);
          } catch (error) {
            expect(error).toBeInstanceOf(DNSError);
          }
        }),
      );
    });

    it("is relative to the origin without a final dot", () => {
      expect(Name.fromText("www", n("example.com")).toString()).toBe("www.example.com.");
      expect(Name.fromText("www.", n("example.com")).toString()).toBe("www.");
    });
  });

  describe("limits", () => {
    it("takes 255 octets and refuses 256", () => {
      const most = Name.fromLabels(["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61)]);
      expect(most.byteLength).toBe(255);
      expect(() => most.prepend("x")).toThrow(expect.objectContaining({ code: "BAD_NAME" }));
      expect(() => Name.fromLabels(["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(62)])).toThrow(DNSError);
    });

    it("takes 127 labels", () => {
      const most = Name.fromLabels(new Array<string>(127).fill("a"));
      expect(most.labelCount).toBe(127);
      expect(most.labels).toHaveLength(127);
      expect(most.compare(most.parent)).toBeGreaterThan(0);
    });

    it("refuses labels of 0 and of 64 octets", () => {
      expect(() => Name.fromLabels([""])).toThrow(DNSError);
      expect(() => Name.fromLabels(["a".repeat(64)])).toThrow(DNSError);
      expect(Name.fromLabels(["a".repeat(63)]).labels).toEqual(["a".repeat(63)]);
    });

    it("refuses characters that are no octets in a label", () => {
      expect(() => Name.fromLabels(["\u0100"])).toThrow(DNSError);
    });
  });

  describe("wire form", () => {
    it("is lossless", () => {
      fc.assert(fc.property(anyName, (name) => Name.fromWire(name.toWire()).octets === name.octets));
    });

    it.each([
      ["nothing", []],
      ["a label that is cut", [3, 0x61, 0x62]],
      ["no root", [1, 0x61]],
      ["bytes behind the root", [1, 0x61, 0, 0]],
      ["a pointer", [0xc0, 0]],
    ])("refuses %s", (_, bytes) => {
      expect(() => Name.fromWire(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: "BAD_NAME" }));
    });

    it("is in lower case in its canonical form", () => {
      expect(n("A\\200.B").toCanonicalWire()).toEqual(Buffer.from([2, 0x61, 200, 1, 0x62, 0]));
    });
  });

  describe("case", () => {
    it("is kept, and makes no difference", () => {
      expect(n("Example.COM").equals(n("eXAMPLE.com"))).toBe(true);
      expect(n("Example.COM").key).toBe(n("example.com").key);
      expect(n("Example.COM").toString()).toBe("Example.COM.");
    });

    it("is a matter of ASCII letters alone", () => {
      expect(n("\\192").equals(n("\\224"))).toBe(false);
      expect(n("A\\192").key).toBe(n("a\\192").key);
      expect(n("[").equals(n("{"))).toBe(false);
    });

    it("tells labels with dots from two labels", () => {
      expect(n("a\\.b").equals(n("a.b"))).toBe(false);
    });
  });

  describe("order", () => {
    it("is that of RFC 4034 §6.1", () => {
      const ordered = [
        "example",
        "a.example",
        "yljkjljk.a.example",
        "Z.a.example",
        "zABC.a.EXAMPLE",
        "z.example",
        "\\001.z.example",
        "*.z.example",
        "\\200.z.example",
      ];
      const shuffled = [4, 7, 0, 8, 2, 6, 1, 5, 3].map((i) => n(ordered[i]!));
      expect(shuffled.sort((a, b) => a.compare(b)).map(String)).toEqual(ordered.map((text) => n(text).toString()));
    });

    it("is total and agrees with equality", () => {
      fc.assert(
        fc.property(anyName, anyName, (a, b) => {
          expect(Math.sign(a.compare(b))).toBe(0 - Math.sign(b.compare(a)));
          expect(a.compare(b) === 0).toBe(a.equals(b));
        }),
      );
    });
  });

  describe("relations", () => {
    it.each([
      ["www.example.com", "example.com", true],
      ["example.com", "Example.Com", true],
      ["notexample.com", "example.com", false],
      ["com", "example.com", false],
      ["anything", ".", true],
      // The octets of "\003com" inside a label are no label of their own.
      ["x\\003com", "com", false],
    ])("says whether %s is below %s", (name, ancestor, expected) => {
      expect(n(name).isSubdomainOf(n(ancestor))).toBe(expected);
    });

    it("has a parent, of which it is the child", () => {
      fc.assert(
        fc.property(anyName, label, (name, first) => {
          const child = name.prepend(first);
          expect(child.parent.octets).toBe(name.octets);
          expect(child.isSubdomainOf(name)).toBe(true);
          expect(name.isSubdomainOf(child)).toBe(false);
          expect(child.commonAncestor(name.prepend("other-than-that-at-all")).equals(name)).toBe(true);
        }),
      );
      expect(Name.root.parent).toBe(Name.root);
    });

    it("has wildcards", () => {
      expect(n("example.com").wildcard.toString()).toBe("*.example.com.");
      expect(n("*.example.com").isWildcard).toBe(true);
      expect(n("*a.example.com").isWildcard).toBe(false);
    });

    it("has suffixes", () => {
      expect(n("www.example.com").suffix(2).toString()).toBe("example.com.");
      expect(n("www.example.com").suffix(0)).toEqual(Name.root);
      expect(() => n("com").suffix(2)).toThrow(RangeError);
    });

    it("is joined with another", () => {
      expect(n("www").concat(n("example.com")).toString()).toBe("www.example.com.");
      expect(Name.root.concat(n("a")).toString()).toBe("a.");
    });

    it("has its suffix replaced as by DNAME", () => {
      expect(n("a.b.old").replaceSuffix(n("OLD"), n("new.example"))?.toString()).toBe("a.b.new.example.");
      expect(n("a.other").replaceSuffix(n("old"), n("new"))).toBeUndefined();
      const long = Name.fromLabels(["a".repeat(63), "b".repeat(63), "c".repeat(63)]);
      expect(long.concat(n("old")).replaceSuffix(n("old"), long)).toBeUndefined();
    });
  });

  it("shows itself as text in JSON", () => {
    expect(JSON.stringify({ name: n("a.b") })).toBe('{"name":"a.b."}');
  });
});
