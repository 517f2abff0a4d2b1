import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { DNSDecodeError } from "../../src/wire/dns-decode-error.js";
import { Message } from "../../src/wire/message.js";
import { countedBuffer } from "./counted-buffer.js";

const question = "0161000001" + "0001";
const opt = (rdata = ""): string => `00002904d000000000${hex16(rdata.length / 2)}${rdata}`;
const record = (rdata = "c0000201", owner = "00", type = "0001"): string =>
  `${owner}${type}000100000000${hex16(rdata.length / 2)}${rdata}`;

function hex16(value: number): string {
  return value.toString(16).padStart(4, "0");
}

/** A message of a header with these counts and a body. */
function bytes(counts: readonly number[], body = "", flags = "0000"): Buffer {
  return Buffer.from(`0001${flags}${counts.map(hex16).join("")}${body}`, "hex");
}

const decode = (message: Buffer): Message => Message.decode(message);

describe("decodeMessage refuses", () => {
  it.each<[string, Buffer, string]>([
    ["an empty datagram", Buffer.alloc(0), "MESSAGE_TOO_SHORT"],
    ["half a header", Buffer.alloc(11), "MESSAGE_TOO_SHORT"],
    ["a message over 65,535 bytes", Buffer.alloc(65_536), "MESSAGE_TOO_LARGE"],
    ["a count of questions without questions", bytes([1, 0, 0, 0]), "BAD_LABEL"],
    ["65,535 announced records of which none is there", bytes([0, 65_535, 65_535, 65_535]), "MESSAGE_TOO_SHORT"],
    ["a question that is cut", bytes([1, 0, 0, 0], question.slice(0, -2)), "MESSAGE_TOO_SHORT"],
    ["two questions in one query (RFC 9619)", bytes([2, 0, 0, 0], question + question), "TOO_MANY_RECORDS"],
    ["bytes behind the last record", bytes([1, 0, 0, 0], `${question}00`), "TRAILING_BYTES"],
    ["a record's head that is cut", bytes([0, 1, 0, 0], record("").slice(0, -2)), "MESSAGE_TOO_SHORT"],
    [
      "RDLENGTH over the message's end (CVE-2026-10822)",
      bytes([0, 1, 0, 0], record().slice(0, -2)),
      "MESSAGE_TOO_SHORT",
    ],
    ["an owner name over the end", bytes([0, 1, 0, 0], "3f61"), "MESSAGE_TOO_SHORT"],
    ["an owner name of an unknown label type", bytes([0, 1, 0, 0], record("", "4100")), "BAD_LABEL"],
    ["a second OPT record", bytes([0, 0, 0, 2], opt() + opt()), "BAD_EDNS"],
    ["an OPT record in the answer", bytes([0, 1, 0, 0], opt()), "BAD_EDNS"],
    ["an OPT record with a name", bytes([0, 0, 0, 1], `0161${opt()}`), "BAD_EDNS"],
    ["an EDNS option over its record's end", bytes([0, 0, 0, 1], opt("000a000561")), "BAD_EDNS"],
    ["half the head of an EDNS option", bytes([0, 0, 0, 1], opt("000a")), "BAD_EDNS"],
    ["a flood of EDNS options (CVE-2026-41292)", bytes([0, 0, 0, 1], opt("000a0000".repeat(65))), "BAD_EDNS"],
    ["a TSIG record that isn't last", bytes([0, 0, 0, 2], record("", "00", "00fa") + record()), "BAD_SIGNATURE_RECORD"],
    ["a TSIG record in the answer", bytes([0, 1, 0, 0], record("", "00", "00fa")), "BAD_SIGNATURE_RECORD"],
    ["a SIG(0) that isn't last", bytes([0, 0, 0, 2], record("0000", "00", "0018") + record()), "BAD_SIGNATURE_RECORD"],
  ])("%s", (_, message, code) => {
    expect(() => decode(message)).toThrow(DNSDecodeError);
    expect(() => decode(message)).toThrow(expect.objectContaining({ code }));
  });

  it("an A record of which a pointer is the owner that leads into its own RDATA, once it is read", () => {
    const message = decode(bytes([0, 1, 0, 0], record("c0000201", "c018")));
    expect(() => message.answer[0]!.name).toThrow(expect.objectContaining({ code: "BAD_POINTER" }));
    expect(() => message.assertValid()).toThrow(DNSDecodeError);
  });

  it("RDATA that is cut, once it is read", () => {
    const message = decode(bytes([0, 1, 0, 0], record("c000")));
    expect(() => message.answer[0]!.data).toThrow(expect.objectContaining({ code: "BAD_RDATA" }));
  });

  it("a name in RDATA that runs out of its RDATA, though the message goes on", () => {
    const message = decode(bytes([0, 2, 0, 0], record("0361", "00", "0005") + record()));
    expect(() => message.answer[0]!.data).toThrow(DNSDecodeError);
  });
});

describe("decodeMessage takes", () => {
  it("64 EDNS options", () => {
    expect(decode(bytes([0, 0, 0, 1], opt("000a0000".repeat(64)))).edns?.options).toHaveLength(64);
  });

  it("an OPT record anywhere among the additional records", () => {
    const message = decode(bytes([0, 0, 0, 3], record() + opt() + record()));
    expect(message.additional).toHaveLength(2);
    expect(message.edns).toBeDefined();
  });

  it("a zone transfer's messages, in which every record has a pointer", () => {
    const count = 3000;
    const message = decode(bytes([1, count, 0, 0], question + record("c0000201", "c00c").repeat(count), "8400"));
    expect(message.answer.every((each) => each.is(A) && each.data.address === "192.0.2.1")).toBe(true);
    expect(message.answer.every(({ name }) => name === message.question[0]?.name)).toBe(true);
  });

  it("a SIG record that isn't a signature of the message as any other", () => {
    const message = decode(bytes([0, 0, 0, 1], record("0001", "00", "0018")));
    expect([message.signature, message.additional.length]).toEqual([undefined, 1]);
  });
});

describe("decodeMessage is linear", () => {
  it.each<[string, (count: number) => Buffer]>([
    ["in records", (count) => bytes([0, count, 0, 0], record("").repeat(count))],
    [
      "in records with pointers to one name",
      (count) => bytes([1, count, 0, 0], question + record("", "c00c").repeat(count)),
    ],
    [
      "in records with long names",
      (count) => bytes([0, count, 0, 0], record("", `${"0161".repeat(20)}00`).repeat(count)),
    ],
    [
      "in records of which each name leads to the one before (a chain of pointers)",
      (count) => {
        let body = question;
        for (let i = 0; i < count; i++)
          body += record("", `0162${hex16(0xc000 | ((12 + Math.max(0, i - 1) * 14) % 0x3fff))}`);
        return bytes([1, count, 0, 0], body);
      },
    ],
  ])("%s", (_, make) => {
    const work = (count: number): number => {
      const counted = countedBuffer(make(count));
      try {
        Message.decode(counted.buffer).assertValid();
      } catch (error) {
        expect(error).toBeInstanceOf(DNSDecodeError);
      }
      return counted.work() / counted.buffer.length;
    };
    expect(work(1000)).toBeLessThan(20);
    expect(work(1000) / work(100)).toBeLessThan(2);
  });
});
