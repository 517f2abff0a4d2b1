import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Hosts } from "../../src/client/hosts.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";

const texts = (hosts: Hosts, name: string, type: number): string[] | undefined =>
  hosts.answer(new Question(Name.from(name), type))?.map(String);

describe("Hosts", () => {
  it("reads addresses, names and comments (hosts(5))", () => {
    const hosts = Hosts.parse("# mine\n\n127.0.0.1\tlocalhost\r\n 192.0.2.1  a.example  a#x\n192.0.2.2 A.EXAMPLE\n");
    expect(texts(hosts, "a.example", 1)).toEqual(["a.example. 0 IN A 192.0.2.1", "a.example. 0 IN A 192.0.2.2"]);
    expect(texts(hosts, "a", 1)).toEqual(["a. 0 IN A 192.0.2.1"]);
    expect(texts(hosts, "x", 1)).toBeUndefined();
    expect(hosts.size).toBe(3);
  });

  it("tells the families apart, and has none of one rather than nothing to say", () => {
    const hosts = Hosts.parse("2001:DB8::1 six\n192.0.2.1 four\n");
    expect(texts(hosts, "six", 28)).toEqual(["six. 0 IN AAAA 2001:db8::1"]);
    expect(texts(hosts, "six", 1)).toEqual([]);
    expect(texts(hosts, "four", 28)).toEqual([]);
    expect(texts(hosts, "four", 15)).toBeUndefined();
  });

  it("has the reverse names too", () => {
    const hosts = Hosts.parse("192.0.2.1 a.example a\n2001:db8::1 a.example\n");
    expect(texts(hosts, "1.2.0.192.in-addr.arpa", 12)?.map((text) => text.split(" ").at(-1))).toEqual([
      "a.example.",
      "a.",
    ]);
    const nibbles = `1.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;
    expect(texts(hosts, nibbles, 12)).toHaveLength(1);
  });

  it("passes over what isn't an address, has a zone, or is no name", () => {
    const hosts = Hosts.parse(`300.1.1.1 a\nfe80::1%lo0 b\n192.0.2.1 ok c..d ${"e".repeat(64)}\n192.0.2.1\nnonsense`);
    expect(hosts.size).toBe(1);
  });

  it("never throws, whatever the file holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        Hosts.parse(text);
        Hosts.parse(`192.0.2.1 ${text}`);
      }),
    );
  });

  it("looks at 255 names of a line, no more", () => {
    const names = Array.from({ length: 300 }, (_, i) => `n${String(i)}`).join(" ");
    expect(Hosts.parse(`192.0.2.1 ${names}`).size).toBe(255);
  });
});
