import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { A } from "../../src/records/a.js";
import { RecordTypes } from "../../src/wire/record-types.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Opcode } from "../../src/wire/opcode.js";
import { QueryType } from "../../src/wire/query-type.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import { RecordClass } from "../../src/wire/record-class.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";

const a = (name: string, address = "192.0.2.1"): ResourceRecord =>
  new ResourceRecord({ name, type: A, ttl: 60, data: { address } });
const bits = ["qr", "aa", "tc", "rd", "ra", "z", "ad", "cd"] as const;

describe("Message", () => {
  it("is what dig sends for www.example.com A", () => {
    const bytes = "2b3101200001000000000001" + "03777777076578616d706c6503636f6d0000010001" + "0000291000000000000000";
    const message = Message.decode(Buffer.from(bytes, "hex"));
    expect(message.question).toEqual([new Question(Name.fromText("www.example.com"), A.code)]);
    expect([message.id, message.opcode, message.rcode, message.rd, message.ad]).toEqual([0x2b31, 0, 0, true, true]);
    expect(message.edns?.udpPayloadBytes).toBe(4096);
    expect(message.encode().toString("hex")).toBe(bytes);
  });

  describe("header", () => {
    it.each(bits)("has the bit %s, which changes no other", (bit) => {
      const message = new Message();
      message[bit] = true;
      const decoded = Message.decode(message.encode());
      expect(bits.filter((each) => decoded[each])).toEqual([bit]);
      expect([decoded.opcode, decoded.rcode]).toEqual([0, 0]);
      decoded[bit] = false;
      expect(decoded.flags).toBe(0);
    });

    it("carries every value of every field", () => {
      const header = fc.record({
        id: fc.integer({ min: 0, max: 0xffff }),
        opcode: fc.integer({ min: 0, max: 15 }),
        rcode: fc.integer({ min: 0, max: 4095 }),
        set: fc.subarray([...bits]),
      });
      fc.assert(
        fc.property(header, ({ id, opcode, rcode, set }) => {
          const message = new Message({ id, rcode, edns: new EDNS() });
          message.opcode = opcode;
          for (const bit of set) message[bit] = true;
          const decoded = Message.decode(message.encode());
          expect([decoded.id, decoded.opcode, decoded.rcode]).toEqual([id, opcode, rcode]);
          expect(bits.filter((bit) => decoded[bit])).toEqual(set);
        }),
      );
    });

    it("can't say an RCODE over 15 without EDNS", () => {
      expect(() => new Message({ rcode: Rcode.BADVERS }).encode()).toThrow(RangeError);
    });
  });

  describe("query and reply", () => {
    it("asks for recursion unless it is told not to", () => {
      expect(Message.query("a", A.code).rd).toBe(true);
      const query = Message.query("a", QueryType.ANY, { recursionDesired: false, id: 7, class: RecordClass.CH });
      expect([query.rd, query.id, query.question[0]?.class]).toEqual([false, 7, RecordClass.CH]);
    });

    it("answers with the query's id, opcode, question, RD and CD, and nothing else", () => {
      const query = Message.query("A.example", A.code, {
        id: 77,
        edns: new EDNS({ dnssecOk: true, udpPayloadBytes: 4096 }),
      });
      query.opcode = Opcode.NOTIFY;
      query.cd = true;
      query.ad = true;
      query.tc = true;
      const reply = query.reply({ rcode: Rcode.REFUSED });
      expect([reply.id, reply.opcode, reply.rcode]).toEqual([77, Opcode.NOTIFY, Rcode.REFUSED]);
      expect(bits.filter((bit) => reply[bit])).toEqual(["qr", "rd", "cd"]);
      expect(reply.question).toEqual(query.question);
      expect([reply.edns?.dnssecOk, reply.edns?.udpPayloadBytes]).toEqual([true, 1232]);
      expect(Message.query("a", 1).reply().edns).toBeUndefined();
    });
  });

  it("keeps records in their sections and in their order", () => {
    const message = new Message({ answer: [a("a"), a("b")], authority: [a("c")], additional: [a("d"), a("e")] });
    const decoded = Message.decode(message.encode());
    const names = [decoded.answer, decoded.authority, decoded.additional].map((section) =>
      section.map(({ name }) => name.toString()),
    );
    expect(names).toEqual([["a.", "b."], ["c."], ["d.", "e."]]);
    expect(decoded.raw).toEqual(message.encode());
  });

  it("shows where the TTLs stand, for caches that age what they forward", () => {
    const bytes = new Message({ answer: [a("a"), a("b")] }).encode();
    for (const { ttlOffset } of Message.decode(bytes).answer) bytes.writeUInt32BE(9, ttlOffset);
    expect(Message.decode(bytes).answer.map(({ ttl }) => ttl)).toEqual([9, 9]);
    expect(a("a").ttlOffset).toBeUndefined();
  });

  it("takes the record types that it is given", () => {
    const decoded = Message.decode(new Message({ answer: [a("a")] }).encode(), new RecordTypes());
    expect(decoded.answer[0]?.data).toEqual({ rdata: Buffer.from([192, 0, 2, 1]) });
  });

  it("carries several questions where it isn't a query, and UPDATE's sections", () => {
    const update = new Message({ question: [new Question(Name.fromText("zone"), 6)] });
    update.opcode = Opcode.UPDATE;
    update.authority = [new ResourceRecord({ name: "x.zone", type: A, class: RecordClass.ANY, ttl: 0 })];
    const decoded = Message.decode(update.encode());
    expect(decoded.authority[0]?.isEmpty).toBe(true);
    expect(() => decoded.assertValid()).not.toThrow();
  });
});
