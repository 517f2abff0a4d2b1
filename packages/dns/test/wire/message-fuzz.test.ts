import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { recordTypes } from "../../src/records/record-types.js";
import { DNSDecodeError } from "../../src/wire/dns-decode-error.js";
import { Chain, ClientSubnet, Cookie, ExtendedError, ZoneVersion } from "../../src/wire/edns/index.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { arbitraries } from "../records/arbitraries.js";

/** One message with a record of each type that there is, and the options with the most structure. */
const corpus: Buffer[] = [];
for (const [mnemonic, arbitrary] of Object.entries<fc.Arbitrary<object>>(arbitraries)) {
  const type = recordTypes.named(mnemonic)!;
  for (const data of fc.sample(arbitrary, { numRuns: 3, seed: type.code })) {
    const name = Name.fromText(`owner.${type.mnemonic}.example`);
    const edns = new EDNS({ dnssecOk: true })
      .add(Cookie, { client: Buffer.alloc(8, 1), server: Buffer.alloc(16, 2) })
      .add(ClientSubnet, { family: 1, sourcePrefixLength: 24, scopePrefixLength: 0, address: "192.0.2.0" })
      .add(ExtendedError, { infoCode: 6, extraText: "bogus" })
      .add(Chain, name)
      .add(ZoneVersion, { labelCount: 1, type: 0, version: Buffer.alloc(4) });
    const message = Message.query(name, type.code, { edns }).reply();
    const record = new ResourceRecord({ name, type, ttl: 1, data });
    message.answer = [record, record];
    message.additional = [record];
    corpus.push(message.encode());
  }
}

/** Reads everything that there is in a message. */
function readAll(bytes: Buffer): void {
  const message = Message.decode(bytes);
  for (const section of [message.answer, message.authority, message.additional]) {
    for (const record of section) {
      record.assertValid();
      if (!record.isEmpty) record.toString();
    }
  }
  for (const type of [Cookie, ClientSubnet, ExtendedError, Chain, ZoneVersion]) message.edns?.get<unknown>(type);
}

function expectOnlyDecodeErrors(bytes: Buffer): void {
  try {
    readAll(bytes);
  } catch (error) {
    if (!(error instanceof DNSDecodeError)) throw error;
  }
}

describe("messages", () => {
  it("of every type are read back whole", () => {
    for (const bytes of corpus) expect(() => readAll(bytes)).not.toThrow();
  });

  it("that were decoded are encoded to the same bytes", () => {
    for (const bytes of corpus) {
      const message = Message.decode(bytes);
      expect(new Message(message).encode().toString("hex")).toBe(bytes.toString("hex"));
    }
  });

  it("with bytes changed, cut or doubled throw nothing but DNSDecodeError", () => {
    const mutation = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), kind: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(fc.nat(), fc.array(mutation, { minLength: 1, maxLength: 4 }), (pick, mutations) => {
        let bytes = Buffer.from(corpus[pick % corpus.length]!);
        for (const { at, byte, kind } of mutations) {
          const position = at % (bytes.length + 1);
          if (kind < 2) bytes[position] = byte;
          else if (kind === 2) bytes = bytes.subarray(0, position);
          else bytes = Buffer.concat([bytes.subarray(0, position), Buffer.of(byte), bytes.subarray(position)]);
        }
        expectOnlyDecodeErrors(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  it("with each byte set to a pointer, a long label or zero throw nothing but DNSDecodeError", () => {
    for (const bytes of corpus.filter((_, i) => i % 3 === 0)) {
      for (let position = 12; position < bytes.length; position++) {
        for (const byte of [0xc0, 0xff, 0x3f, 0]) {
          const changed = Buffer.from(bytes);
          changed[position] = byte;
          expectOnlyDecodeErrors(changed);
        }
      }
    }
  });

  it("of any bytes throw nothing but DNSDecodeError", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectOnlyDecodeErrors(Buffer.from(bytes))));
  });
});
