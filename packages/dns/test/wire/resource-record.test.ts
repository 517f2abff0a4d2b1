import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { MX } from "../../src/records/mx.js";
import { SRV } from "../../src/records/srv.js";
import { DNSDecodeError } from "../../src/wire/dns-decode-error.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { RecordClass } from "../../src/wire/record-class.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { UnknownType } from "../../src/wire/unknown-type.js";

const exchange = Name.fromText("Mail.example.com");
const mx = new ResourceRecord({ name: "Example.com", type: MX, ttl: 300, data: { preference: 10, exchange } });

/** `record` after a way over the wire. */
function sent(record: ResourceRecord, times = 1): ResourceRecord {
  const message = new Message({ answer: [record] });
  let bytes = message.encode();
  for (let i = 1; i < times; i++) bytes = message.encode();
  return Message.decode(bytes).answer[0]!;
}

describe("ResourceRecord", () => {
  it("comes back from the wire as it was", () => {
    const record = sent(mx);
    expect(record.name.toString()).toBe("Example.com.");
    expect([record.type, record.class, record.ttl]).toEqual([15, 1, 300]);
    expect(record.data).toEqual({ preference: 10, exchange });
    expect(record.equals(mx)).toBe(true);
  });

  it.each([2, 3, 4])("is written the same each time, when it is written %d times", (times) => {
    const address = new ResourceRecord({ name: "a", type: A, ttl: 1, data: { address: "192.0.2.1" } });
    expect(sent(address, times).data).toEqual({ address: "192.0.2.1" });
    expect(sent(mx, times).data).toEqual({ preference: 10, exchange });
  });

  it("is told apart by type, which says what its data are", () => {
    const record = sent(mx);
    if (!record.is(MX)) throw new Error("not an MX");
    expect(record.data.exchange.equals(exchange)).toBe(true);
    expect(record.is(A)).toBe(false);
  });

  it("shows itself as a line of a zone file", () => {
    expect(mx.toString()).toBe("Example.com. 300 IN MX 10 Mail.example.com.");
    const unknown = new ResourceRecord({
      name: ".",
      type: new UnknownType(65_280),
      class: 32,
      ttl: 0,
      data: { rdata: Buffer.from([1, 2]) },
    });
    expect(sent(unknown).toString()).toBe(". 0 CLASS32 TYPE65280 \\# 2 0102");
  });

  it("has its RDATA uncompressed, and in canonical form", () => {
    expect(sent(mx).encodeRData()).toEqual(Buffer.from("\0\x0a\x04Mail\x07example\x03com\0", "latin1"));
    expect(sent(mx).encodeRData(true)).toEqual(Buffer.from("\0\x0a\x04mail\x07example\x03com\0", "latin1"));
  });

  it("equals another of the same data, whatever the case of names and the TTL", () => {
    const other = new ResourceRecord({
      name: "EXAMPLE.COM",
      type: MX,
      ttl: 1,
      data: { preference: 10, exchange: Name.fromText("mail.example.com") },
    });
    expect(mx.equals(other)).toBe(true);
    expect(mx.equals(other.with({ class: RecordClass.CH }))).toBe(false);
    expect(mx.equals(other.with({ name: Name.root }))).toBe(false);
  });

  it("is changed into another record, and stays as it is", () => {
    const changed = sent(mx).with({ ttl: 7 });
    expect([changed.ttl, changed.name.toString(), changed.data]).toEqual([7, "Example.com.", mx.data]);
    expect(mx.ttl).toBe(300);
  });

  it("may have no RDATA in UPDATE", () => {
    const deletion = new ResourceRecord({ name: "a", type: A, class: RecordClass.ANY, ttl: 0 });
    const record = sent(deletion);
    expect(record.isEmpty).toBe(true);
    expect(record.toString()).toBe("a. 0 ANY A");
    expect(record.with({ ttl: 1 }).isEmpty).toBe(true);
    expect(() => record.assertValid()).not.toThrow();
    expect(() => record.data).toThrow(DNSDecodeError);
    expect(() => deletion.data).toThrow(DNSDecodeError);
  });

  it("refuses a TTL and a class that there can't be", () => {
    const make = (ttl: number, recordClass = 1): unknown =>
      new ResourceRecord({ name: "a", type: A, ttl, class: recordClass, data: { address: "192.0.2.1" } });
    for (const ttl of [-1, 2 ** 31, 0.5, Number.NaN]) expect(() => make(ttl)).toThrow(RangeError);
    for (const recordClass of [-1, 65_536, 0.5]) expect(() => make(0, recordClass)).toThrow(RangeError);
  });

  it("takes a TTL over 2^31 - 1 as 0 (RFC 2181 §8)", () => {
    const bytes = new Message({ answer: [mx] }).encode();
    bytes.writeUInt32BE(0x8000_0000, Message.decode(bytes).answer[0]!.ttlOffset);
    expect(Message.decode(bytes).answer[0]!.ttl).toBe(0);
  });

  it("refuses data with bytes behind them", () => {
    const long = new ResourceRecord({ name: "a", type: new UnknownType(1), ttl: 0, data: { rdata: Buffer.alloc(5) } });
    expect(() => sent(long).data).toThrow(expect.objectContaining({ code: "BAD_RDATA" }));
    expect(() => sent(long).assertValid()).toThrow(DNSDecodeError);
  });

  it("never compresses a name in a type that is newer than RFC 1035", () => {
    const target = Name.fromText("example.com");
    const srv = new ResourceRecord({
      name: target,
      type: SRV,
      ttl: 0,
      data: { priority: 1, weight: 2, port: 3, target },
    });
    expect(new Message({ answer: [srv] }).encode()).toHaveLength(12 + 13 + 10 + 6 + 13);
  });
});
