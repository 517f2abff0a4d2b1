import { describe, expect, it } from "@jest/globals";
import { Opcode, opcodeText } from "../../src/wire/opcode.js";
import { Rcode, rcodeText } from "../../src/wire/rcode.js";
import { classText, parseClass, RecordClass } from "../../src/wire/record-class.js";

describe("the names of classes, opcodes and response codes", () => {
  it("are those of the RFCs, numbered where there is none", () => {
    expect([classText(RecordClass.IN), classText(255), classText(32)]).toEqual(["IN", "ANY", "CLASS32"]);
    expect([opcodeText(Opcode.UPDATE), opcodeText(3)]).toEqual(["UPDATE", "OPCODE3"]);
    expect([rcodeText(Rcode.NXDOMAIN), rcodeText(16), rcodeText(12)]).toEqual(["NXDOMAIN", "BADVERS", "RCODE12"]);
  });

  it("give classes back, in any case", () => {
    expect([parseClass("in"), parseClass("CLASS32"), parseClass("Class65535")]).toEqual([1, 32, 65_535]);
    expect([parseClass("CLASS65536"), parseClass("INX"), parseClass("")]).toEqual([undefined, undefined, undefined]);
  });
});
