import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { DNSUpdate } from "../../src/update/dns-update.js";
import { Message } from "../../src/wire/message.js";
import { Opcode } from "../../src/wire/opcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";

/** The records of a section, as they are on the wire. */
function lines(records: readonly ResourceRecord[]): string[] {
  return records.map((record) => `${record.toString()}${record.isEmpty ? " (no data)" : ""}`);
}

describe("DNSUpdate", () => {
  it("makes the message of RFC 2136 §2, its records in their order", () => {
    const address = new ResourceRecord({ name: "b.example.com.", type: A, ttl: 300, data: { address: "192.0.2.2" } });
    const update = new DNSUpdate("example.com")
      .requireName("a")
      .requireNoName("b.example.com.")
      .requireSet("@", "MX")
      .requireNoSet("c", "TYPE65280")
      .requireExactly("a 300 A 192.0.2.1")
      .add(address, "c 60 TXT x")
      .delete("d A 192.0.2.4", address)
      .deleteSet("e", "AAAA")
      .deleteName("f");
    const message = Message.decode(update.toMessage().encode());
    expect(message.opcode).toBe(Opcode.UPDATE);
    expect(message.question.map(({ name, type }) => [name.toString(), type])).toEqual([["example.com.", 6]]);
    expect(lines(message.answer)).toEqual([
      "a.example.com. 0 ANY TYPE255 (no data)",
      "b.example.com. 0 NONE TYPE255 (no data)",
      "example.com. 0 ANY MX (no data)",
      "c.example.com. 0 NONE TYPE65280 (no data)",
      "a.example.com. 0 IN A 192.0.2.1",
    ]);
    expect(lines(message.authority)).toEqual([
      "b.example.com. 300 IN A 192.0.2.2",
      'c.example.com. 60 IN TXT "x"',
      "d.example.com. 0 NONE A 192.0.2.4",
      "b.example.com. 0 NONE A 192.0.2.2",
      "e.example.com. 0 ANY AAAA (no data)",
      "f.example.com. 0 ANY TYPE255 (no data)",
    ]);
  });

  it("refuses a type that there isn't, a record without a TTL, and what is no record", () => {
    const update = new DNSUpdate("example.com");
    expect(() => update.deleteSet("a", "ADDRESS")).toThrow(RangeError);
    expect(() => update.add("a A 192.0.2.1")).toThrow();
    expect(() => update.add("a 60 A 192.0.2.256")).toThrow();
    expect(update.toMessage().authority).toEqual([]);
  });
});
