import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { A } from "../../../src/records/a.js";
import { AnswerMemo } from "../../../src/server/authoritative/answer-memo.js";
import { authoritative } from "../../../src/server/authoritative/authoritative.js";
import { type DNSHandler, isMessage } from "../../../src/server/dns-handler.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { Message } from "../../../src/wire/message.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { ZoneTable } from "../../../src/zone/zone-table.js";
import { zoneOf } from "../../zone/zone-of.js";
import { queryFor, replyOf } from "../ask.js";
import { sampleLines } from "./sample-zones.js";

const text = `${sampleLines}
pair     A 192.0.2.80
pair     A 192.0.2.81
long     TXT "${"long ".repeat(40)}" "${"text ".repeat(40)}"
`;
const names = [
  "",
  "ns.",
  "mail.",
  "www.",
  "WWW.",
  "web.",
  "pair.",
  "away.",
  "long.",
  "b.wild.",
  "x.old.",
  "a.sub.",
  "none.",
];
const types = ["A", "AAAA", "MX", "NS", "SOA", "TXT", "CNAME", "ANY"];

const address = new ResourceRecord({ name: "more.example", type: A, ttl: 60, data: { address: "192.0.2.99" } });

describe("what zones have answered before", () => {
  it("is the same again, byte for byte, whatever there is room for", () => {
    const zones = new ZoneTable([zoneOf(text)]);
    const experienced = authoritative(zones);
    const options = [undefined, new EDNS(), new EDNS({ dnssecOk: true })];
    for (const name of names) {
      for (const type of types) {
        for (const edns of options) {
          const query = queryFor({ name: `${name}example.`, type, edns });
          for (const maxBytes of [512, 100, 80, 60]) {
            const first = replyOf([authoritative(zones)], query).encode({ maxBytes });
            const [second, third] = [1, 2].map(() => replyOf([experienced], query).encode({ maxBytes }));
            expect(second).toEqual(first);
            expect(third).toEqual(first);
          }
          const [known, fresh] = [experienced, authoritative(zones)].map((handler) =>
            replyOf([handler], query).encode({ compress: false }),
          );
          expect(known).toEqual(fresh);
        }
      }
    }
  });

  it("has the id, the flags and the EDNS of each query", () => {
    const handlers = [authoritative(new ZoneTable([zoneOf(text)]))];
    replyOf(handlers, queryFor({ name: "pair.example.", edns: undefined }));
    const query = queryFor({ name: "pair.example." });
    Object.assign(query.message, { id: 815, rd: false, cd: true });
    const decoded = Message.decode(replyOf(handlers, query).encode());
    expect([decoded.id, decoded.qr, decoded.aa, decoded.rd, decoded.cd]).toEqual([815, true, true, false, true]);
    expect(decoded.edns).toBeDefined();
    expect(decoded.additional).toEqual([]);
  });

  it("is answered anew once a zone has changed", () => {
    const zones = new ZoneTable([zoneOf("a A 192.0.2.1\nb A 192.0.2.2\n")]);
    const handlers = [authoritative(zones)];
    const answerTo = (name: string): string => String(replyOf(handlers, queryFor({ name })).answer[0]);
    expect([answerTo("a.example."), answerTo("a.example.")]).toEqual([
      "a.example. 3600 IN A 192.0.2.1",
      "a.example. 3600 IN A 192.0.2.1",
    ]);
    zones.set(zoneOf("a A 192.0.2.7\n"));
    expect(answerTo("a.example.")).toBe("a.example. 3600 IN A 192.0.2.7");
    zones.set(zoneOf("", "a.example."));
    expect(answerTo("a.example.")).toBe("undefined");
    zones.delete(zoneOf("", "a.example.").origin);
    expect(answerTo("a.example.")).toBe("a.example. 3600 IN A 192.0.2.7");
  });

  it("may be looked at, and changed, by handlers in front", () => {
    const change =
      (alter: (message: Message) => void): DNSHandler =>
      (query, next) => {
        const answer = next(query);
        if (answer === undefined || "then" in answer || !isMessage(answer)) throw new Error("no message");
        alter(answer);
        return answer;
      };
    const zones = authoritative(new ZoneTable([zoneOf(text)]));
    const query = queryFor({ name: "pair.example." });
    const given = replyOf([zones], query).encode();
    const after = (alter: (message: Message) => void): Buffer => replyOf([change(alter), zones], query).encode();
    expect(after(({ answer, authority, additional }) => [answer, authority, additional])).toEqual(given);
    const shown = (bytes: Buffer): string[] => {
      const { answer, authority, additional } = Message.decode(bytes);
      return [...answer, ...authority, ...additional].map(String);
    };
    const [first, second] = shown(given);
    expect(shown(after(({ answer }) => answer.push(address)))).toEqual([first, second, String(address)]);
    expect(shown(after(({ answer }) => answer.reverse()))).toEqual([second, first]);
    expect(shown(after((message) => (message.answer = [])))).toEqual([]);
    expect(shown(after((message) => (message.authority = [address])))).toEqual([first, second, String(address)]);
    expect(shown(after((message) => (message.additional = [address])))).toEqual([first, second, String(address)]);
    expect(Message.decode(after((message) => (message.question = []))).question).toEqual([]);
    expect(after(() => undefined)).toEqual(given);
  });

  it("shows its records like any other message", () => {
    const zones = authoritative(new ZoneTable([zoneOf(text)]));
    const query = queryFor({ name: "pair.example." });
    const first = replyOf([zones], query);
    const again = replyOf([zones], query);
    expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(first)));
    expect(JSON.parse(JSON.stringify(again))).toMatchObject({ id: 0, answer: [{ type: 1 }, { type: 1 }] });
    expect(inspect(again)).toMatch(/answer: \[\s*ResourceRecord/);
  });

  it("is told with the wildcard that stood in, each time", () => {
    const handlers = [authoritative(new ZoneTable([zoneOf(text)]))];
    for (let i = 0; i < 3; i++) {
      const query = queryFor({ name: "b.wild.example.", type: "TXT" });
      replyOf(handlers, query);
      expect(query.wildcard?.toString()).toBe("*.wild.example.");
    }
  });

  it("is kept only for what a zone has, in its own case", () => {
    const zones = new ZoneTable([zoneOf(text)]);
    const memo = new AnswerMemo(zones);
    const isKept = (name: string, type: string, dnssecOk = false): boolean => {
      const query = queryFor({ name: `${name}example.`, type });
      memo.add(query.question, dnssecOk, replyOf([authoritative(zones)], query));
      return memo.find(query.question, dnssecOk) !== undefined;
    };
    expect(isKept("web.", "A")).toBe(true);
    expect(isKept("www.", "A", true)).toBe(true);
    expect(isKept("Web.", "A")).toBe(false);
    expect(isKept("none.", "A")).toBe(false);
    expect(isKept("web.", "AAAA")).toBe(false);
    expect(isKept("x.old.", "A")).toBe(false);
    expect(isKept("a.sub.", "A")).toBe(false);
  });

  it("takes a limited memory, and what has no room is looked up again", () => {
    // Some 6 MB, in 7,000 names.
    const lines = Array.from({ length: 7_000 }, (_, i) => `n${i} TXT ${`"${"x".repeat(250)}" `.repeat(3)}"${i}"\n`);
    const zones = new ZoneTable([zoneOf(lines.join(""))]);
    const handlers = [authoritative(zones)];
    for (const round of [1, 2]) {
      for (let i = 0; i < lines.length; i += round) {
        const bytes = replyOf(handlers, queryFor({ name: `n${i}.example.`, type: "TXT" })).encode();
        const [record] = Message.decode(bytes).answer;
        expect(String(record)).toMatch(new RegExp(` "${i}"$`));
      }
    }
  });
});
