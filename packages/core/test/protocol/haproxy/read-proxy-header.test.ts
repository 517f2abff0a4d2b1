import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { encodeProxyV2, v2Signature } from "../../../src/protocol/haproxy/proxy-v2.js";
import { readProxyHeader } from "../../../src/protocol/haproxy/read-proxy-header.js";
import { everySplit } from "../../../src/testing/every-split.js";
import { ipAddress } from "../../../src/transport/address.js";
import { LimitExceededError } from "../../../src/wire/limit-exceeded-error.js";
import { ProtocolError } from "../../../src/wire/protocol-error.js";
import { ReceiveBuffer } from "../../../src/wire/receive-buffer.js";

const source = ipAddress("tcp", "192.0.2.1", 1);
const destination = ipAddress("tcp", "192.0.2.2", 2);

function holding(bytes: string | Uint8Array): ReceiveBuffer {
  const buffer = new ReceiveBuffer();
  buffer.append(Buffer.from(bytes));
  return buffer;
}

describe("readProxyHeader", () => {
  it.each([
    ["1", encodeProxyV1(source, destination)],
    ["2", encodeProxyV2({ source, destination, tlvs: [{ type: 4, value: Buffer.alloc(9) }] })],
  ])("takes a header of version %s and nothing behind it, wherever it is cut", (_version, bytes) => {
    everySplit(
      bytes,
      (chunks, { trailing }) => {
        const buffer = new ReceiveBuffer();
        let header: ReturnType<typeof readProxyHeader>;
        for (const chunk of chunks) {
          buffer.append(chunk);
          header ??= readProxyHeader(buffer, 536);
        }
        expect(header).toMatchObject({ source, destination });
        expect(buffer.takeAll().toString()).toBe(trailing ? "EHLO x\r\n" : "");
      },
      { trailing: "EHLO x\r\n" },
    );
  });

  it("refuses what is no header at the first byte that shows it", () => {
    for (const bytes of ["G", "PX", "PROXy", "\n", "\r\n\r\n\0\r\nQUIX", "\r\r"]) {
      expect(() => readProxyHeader(holding(bytes), 536)).toThrow(ProtocolError);
      expect(readProxyHeader(holding(bytes.slice(0, -1)), 536)).toBeUndefined();
    }
  });

  it("refuses a line that has no end within 107 bytes, whole or not", () => {
    const longest = `PROXY UNKNOWN ${"x".repeat(91)}`;
    expect(longest).toHaveLength(105);
    expect(readProxyHeader(holding(`${longest}\r\n`), 536)).toBeDefined();
    expect(readProxyHeader(holding(`${longest}\r`), 536)).toBeUndefined();
    for (const bytes of [`${longest}x\r\n`, `${longest}xx`, `${longest}\rx`]) {
      expect(() => readProxyHeader(holding(bytes), 536)).toThrow(/107 bytes/);
    }
  });

  it("refuses a binary header over the limit as soon as it says how long it is", () => {
    const head = (length: number): Buffer => Buffer.from([...v2Signature, 0x21, 0, length >> 8, length & 0xff]);
    expect(readProxyHeader(holding(head(536 - 16)), 536)).toBeUndefined();
    expect(() => readProxyHeader(holding(head(536 - 15)), 536)).toThrow(LimitExceededError);
    expect(() => readProxyHeader(holding(head(0xffff)), 536)).toThrow(LimitExceededError);
  });

  it("throws nothing but protocol errors, whatever comes", () => {
    const beginning = fc.constantFrom(
      "",
      "PROXY ",
      "PROXY TCP4 ",
      "PROXY TCP6 ::1 ",
      Buffer.from(v2Signature).toString("latin1"),
    );
    fc.assert(
      fc.property(beginning, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const buffer = holding(Buffer.concat([Buffer.from(start, "latin1"), rest]));
        try {
          readProxyHeader(buffer, 536);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
