import { describe, expect, it } from "@jest/globals";
import { MX } from "../../src/records/mx.js";
import { RecordTypes } from "../../src/wire/record-types.js";
import { UnknownType } from "../../src/wire/unknown-type.js";

describe("RecordTypes", () => {
  const types = new RecordTypes([MX]);

  it("finds types by code and by mnemonic", () => {
    expect(types.get(15)).toBe(MX);
    expect(types.named("mx")).toBe(MX);
    expect(types.named("TYPE15")).toBe(MX);
    expect([...types]).toEqual([MX]);
    expect([types.mnemonic(15), types.mnemonic(16)]).toEqual(["MX", "TYPE16"]);
  });

  it("handles all others as bytes", () => {
    expect(types.find(16)).toBeUndefined();
    expect(types.get(16)).toBeInstanceOf(UnknownType);
    expect(types.named("type65535")?.code).toBe(65_535);
  });

  it.each(["TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE000001", "NONSENSE"])("knows no type %s", (mnemonic) => {
    expect(types.named(mnemonic)).toBeUndefined();
  });

  it("refuses a code or mnemonic that is taken", () => {
    expect(() => types.register({ ...MX, code: 16 })).toThrow(TypeError);
    expect(() => types.register({ ...MX, mnemonic: "OTHER" })).toThrow(TypeError);
  });
});
