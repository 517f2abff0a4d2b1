import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { NS } from "../../src/records/ns.js";
import { TXT } from "../../src/records/txt.js";
import { Padding } from "../../src/wire/edns/padding.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";

const address = (name: string, last = 1): ResourceRecord =>
  new ResourceRecord({ name, type: A, ttl: 60, data: { address: `192.0.2.${last}` } });
const nameServer = (zone: string, host: string): ResourceRecord =>
  new ResourceRecord({ name: zone, type: NS, ttl: 60, data: { nsdname: Name.fromText(host) } });
const many = (count: number, name = "host.example"): ResourceRecord[] =>
  Array.from({ length: count }, (_, i) => address(name, i % 256));

describe("encodeMessage", () => {
  it("sets TC and keeps what fits where the answer is over maxBytes", () => {
    const message = Message.query("host.example", A.code, { edns: new EDNS() }).reply();
    message.answer = many(100);
    message.additional = [address("other.example")];
    for (let maxBytes = 60; maxBytes < 700; maxBytes++) {
      const bytes = message.encode({ maxBytes });
      const decoded = Message.decode(bytes);
      expect(bytes.length).toBeLessThanOrEqual(maxBytes);
      expect(bytes.length).toBeGreaterThan(maxBytes - 16);
      expect(decoded.tc).toBe(true);
      expect(decoded.edns).toBeDefined();
      expect(decoded.additional).toEqual([]);
      decoded.assertValid();
    }
  });

  it("needs exactly as many bytes as it then has", () => {
    const message = Message.query("host.example", A.code, { edns: new EDNS() }).reply();
    message.answer = many(20);
    message.additional = many(3, "other.example");
    const whole = message.encode();
    expect(message.encode({ maxBytes: whole.length })).toEqual(whole);
    expect(Message.decode(whole).tc).toBe(false);
    const less = Message.decode(message.encode({ maxBytes: whole.length - 1 }));
    expect([less.tc, less.answer.length, less.additional.length]).toEqual([false, 20, 0]);
  });

  it("leaves out additional records by whole sets, silently", () => {
    const message = Message.query("host.example", A.code).reply();
    message.answer = [address("host.example")];
    message.additional = [address("one.example"), ...many(3, "two.example")];
    const whole = message.encode();
    const decoded = Message.decode(message.encode({ maxBytes: whole.length - 1 }));
    expect(decoded.additional.map(({ name }) => name.toString())).toEqual(["one.example."]);
    expect(decoded.tc).toBe(false);
  });

  it("sets TC where a referral's glue doesn't fit (RFC 9471)", () => {
    const message = Message.query("www.child.example", A.code).reply();
    message.authority = [nameServer("child.example", "ns.child.example")];
    message.additional = [address("ns.child.example")];
    const bytes = message.encode({ maxBytes: message.encode().length - 1 });
    expect(Message.decode(bytes).tc).toBe(true);
    message.aa = true;
    expect(Message.decode(message.encode({ maxBytes: bytes.length })).tc).toBe(false);
  });

  it("drops what follows a section that was cut", () => {
    const message = Message.query("host.example", A.code).reply();
    message.answer = many(40);
    message.authority = [nameServer("example", "ns.example")];
    const decoded = Message.decode(message.encode({ maxBytes: 200 }));
    expect([decoded.tc, decoded.authority.length]).toEqual([true, 0]);
  });

  it("keeps the room that a signature will need", () => {
    const message = Message.query("host.example", A.code).reply();
    message.answer = many(100);
    expect(message.encode({ maxBytes: 512, reserveBytes: 100 }).length).toBeLessThanOrEqual(412);
  });

  it("cuts off at 65,535 bytes by itself", () => {
    const message = new Message({ answer: many(5000) });
    const decoded = Message.decode(message.encode());
    expect(decoded.tc).toBe(true);
    expect(decoded.raw!.length).toBeGreaterThan(65_500);
  });

  it("fails where not even the question fits, and works again afterwards", () => {
    const message = Message.query("host.example", A.code);
    expect(() => message.encode({ maxBytes: 20 })).toThrow(expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }));
    expect(Message.decode(message.encode()).question[0]?.name.toString()).toBe("host.example.");
  });

  it("passes on what a record type refuses, and works again afterwards", () => {
    const wrong = new ResourceRecord({ name: "a", type: A, ttl: 0, data: { address: "1.2.3" } });
    expect(() => new Message({ answer: [wrong] }).encode()).toThrow(RangeError);
    expect(Message.decode(new Message({ answer: [address("a")] }).encode()).answer).toHaveLength(1);
  });

  it("writes into a buffer that it is given", () => {
    const buffer = Buffer.alloc(512, 0xee);
    const message = Message.query("host.example", A.code).reply();
    message.answer = many(2);
    const bytes = message.encode({ buffer });
    expect(bytes.buffer).toBe(buffer.buffer);
    expect(bytes).toEqual(message.encode());
    message.answer = many(200);
    const cut = message.encode({ buffer });
    expect(cut.length).toBeLessThanOrEqual(512);
    expect(Message.decode(cut).tc).toBe(true);
  });

  it("can leave names as they are", () => {
    const message = new Message({ answer: many(2) });
    expect(message.encode({ compress: false })).toHaveLength(12 + 2 * (14 + 10 + 4));
    expect(message.encode()).toHaveLength(12 + 14 + 2 + 2 * (10 + 4));
  });

  it("lets a record type encode a message of its own meanwhile", () => {
    const nested: RecordType<{ rdata: Buffer }> = {
      code: 65_300,
      mnemonic: "NESTED",
      read: (reader) => ({ rdata: reader.rest() }),
      write: (_, writer) => writer.bytes(new Message({ answer: many(1, "inner.example") }).encode()),
      parse: () => ({ rdata: Buffer.alloc(0) }),
      format: () => "",
    };
    const outer = new ResourceRecord({ name: "outer.example", type: nested, ttl: 0, data: { rdata: Buffer.alloc(0) } });
    const decoded = Message.decode(new Message({ answer: [address("outer.example"), outer] }).encode());
    const { rdata } = decoded.answer[1]!.data as { rdata: Buffer };
    expect(Message.decode(rdata).answer[0]?.name.toString()).toBe("inner.example.");
    expect(decoded.answer[1]!.name.toString()).toBe("outer.example.");
  });

  describe("padding (RFC 8467)", () => {
    const padded = (length: number, options: { padTo?: number; maxBytes?: number }): Buffer => {
      const data = { txtData: [Buffer.alloc(length)] };
      const message = new Message({ edns: new EDNS() });
      message.answer = [new ResourceRecord({ name: ".", type: TXT, ttl: 0, data })];
      return message.encode(options);
    };

    it("brings every message to a multiple", () => {
      for (let length = 0; length < 150; length++) {
        const bytes = padded(length, { padTo: 128 });
        expect(bytes.length % 128).toBe(0);
        expect(Message.decode(bytes).edns?.has(Padding)).toBe(true);
      }
    });

    it("never goes over maxBytes", () => {
      const bare = padded(100, {}).length;
      for (let room = 0; room < 10; room++) {
        const bytes = padded(100, { padTo: 468, maxBytes: bare + room });
        expect(bytes).toHaveLength(room < 4 ? bare : bare + room);
        expect(Message.decode(bytes).answer).toHaveLength(1);
      }
    });

    it("isn't there without EDNS", () => {
      expect(new Message().encode({ padTo: 128 })).toHaveLength(12);
    });
  });
});
