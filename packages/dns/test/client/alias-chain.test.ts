import { describe, expect, it } from "@jest/globals";
import { followAliases, scrub } from "../../src/client/alias-chain.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";

const question = new Question(Name.from("www.example."), 1);
const signature = (owner: string, covered: string): string =>
  `${owner} 60 IN RRSIG ${covered} 13 2 60 20300101000000 20200101000000 1 example. ${Buffer.alloc(64, 1).toString("base64")}`;
const soa = "example. 60 IN SOA ns.example. hostmaster.example. 1 7200 3600 1209600 300";

function response(sections: { readonly answer?: string[]; readonly authority?: string[] }): Message {
  return new Message({
    question: [question],
    answer: (sections.answer ?? []).map((text) => parseRecord(text)),
    authority: (sections.authority ?? []).map((text) => parseRecord(text)),
  });
}

/** The owners and types that are left. */
function left(message: Message): string[] {
  const records = [...message.answer, ...message.authority, ...message.additional];
  return records.map((record) => `${record.name.toString()} ${record.recordType.mnemonic}`);
}

describe("scrub", () => {
  it("keeps the signatures of what it keeps, and the DNAME record that an alias was made of", () => {
    const answer = [
      "example. 60 IN DNAME other.",
      signature("example.", "DNAME"),
      "www.example. 60 IN CNAME www.other.",
      "www.other. 60 IN A 192.0.2.1",
      signature("www.other.", "A"),
      signature("bank.", "A"),
      "evil. 60 IN DNAME evil.other.",
    ];
    expect(left(scrub(question, response({ answer })))).toEqual([
      "www.example. CNAME",
      "www.other. A",
      "example. DNAME",
      "example. RRSIG",
      "www.other. RRSIG",
    ]);
  });

  it("keeps the SOA record of a denial and what proves it, of that zone only", () => {
    const authority = [
      soa,
      signature("example.", "SOA"),
      "a.example. 60 IN NSEC z.example. A RRSIG NSEC",
      "b.other. 60 IN NSEC z.other. A RRSIG NSEC",
      "example. 60 IN NS ns.evil.",
    ];
    expect(left(scrub(question, response({ authority })))).toEqual([
      "example. SOA",
      "example. RRSIG",
      "a.example. NSEC",
    ]);
    const other = new Question(Name.from("www.other."), 1);
    expect(left(scrub(other, response({ authority })))).toEqual([]);
  });

  it("leaves out authority beside an answer", () => {
    const message = response({ answer: ["www.example. 60 IN A 192.0.2.1"], authority: [soa] });
    expect(left(scrub(question, message))).toEqual(["www.example. A"]);
  });

  it("leaves out records of another class", () => {
    expect(left(scrub(question, response({ answer: ["www.example. 60 CH A 192.0.2.1"] })))).toEqual([]);
  });

  it("is quick with thousands of records that have nothing to do with it", () => {
    const answer = Array.from(
      { length: 4_000 },
      (_, i) => `n${String(i)}.example. 60 IN CNAME n${String(i + 1)}.example.`,
    );
    expect(left(scrub(question, response({ answer })))).toEqual([]);
  });
});

describe("followAliases", () => {
  it("takes an alias that stands there twice, and refuses two that say something else", () => {
    const one = "www.example. 60 IN CNAME a.example.";
    expect(followAliases(question, response({ answer: [one, one] })).target.toString()).toBe("a.example.");
    const two = response({ answer: [one, "www.example. 60 IN CNAME b.example."] });
    expect(() => followAliases(question, two)).toThrow("one name is an alias of two");
  });

  it("follows eleven aliases, and no more", () => {
    const chain = (length: number): Message =>
      response({
        answer: Array.from({ length }, (_, i) => {
          const owner = i === 0 ? "www" : `n${String(i)}`;
          return `${owner}.example. 60 IN CNAME n${String(i + 1)}.example.`;
        }),
      });
    expect(followAliases(question, chain(11)).aliases).toHaveLength(11);
    expect(() => followAliases(question, chain(12))).toThrow("too many aliases");
  });

  it("doesn't follow the alias that was asked for", () => {
    const asked = new Question(question.name, 5);
    const { records, target } = followAliases(asked, response({ answer: ["www.example. 60 IN CNAME a.example."] }));
    expect(records).toHaveLength(1);
    expect(target.toString()).toBe("www.example.");
  });
});
