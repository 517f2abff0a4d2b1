import { describe, expect, it } from "@jest/globals";
import { MX } from "../../src/records/mx.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";

describe("parseRecord", () => {
  it("reads one record, typed by its type", () => {
    const record = parseRecord("example.com. 300 IN MX 10 mail.example.com.");
    expect(record.ttl).toBe(300);
    expect(record.is(MX) && record.data.exchange.toString()).toBe("mail.example.com.");
  });

  it("takes the origin and the TTL from its options", () => {
    const record = parseRecord("www CH A 192.0.2.1", { origin: "example.com", ttl: 5 });
    expect(record.toString()).toBe("www.example.com. 5 CH A 192.0.2.1");
  });

  it.each([
    ["", "1:1: there is no record"],
    ["a. 60 A 192.0.2.1\nb. 60 A 192.0.2.1", "2:1: more than one record"],
    ["a 60 A 192.0.2.1", "there is no origin"],
  ])("refuses %j", (text, message) => {
    expect(() => parseRecord(text)).toThrow(message);
  });
});
