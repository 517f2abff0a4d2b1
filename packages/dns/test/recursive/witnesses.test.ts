import { describe, expect, it } from "@jest/globals";
import { Witnesses } from "../../src/recursive/witnesses.js";
import { Name } from "../../src/wire/name.js";

const zone = Name.fromText("example.");
const servers = ["a", "b", "c"];

describe("Witnesses", () => {
  it("are none of them doubted the first time", () => {
    const witnesses = new Witnesses();
    witnesses.heard("a", zone);
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([false, false, false]);
  });

  it("are doubted the next time where they alone have answered, and then one other is kept to", () => {
    const witnesses = new Witnesses();
    witnesses.heard("a", zone);
    witnesses.again();
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([true, false, false]);
    expect(witnesses.isDoubted("a", Name.root)).toBe(false);
    witnesses.heard("b", zone);
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([true, false, true]);
    witnesses.again();
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([true, true, false]);
  });

  it("are first kept to one of, where several have answered and nobody knows which of them lies", () => {
    const witnesses = new Witnesses();
    for (const host of ["a", "b"]) witnesses.heard(host, zone);
    witnesses.again();
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([false, false, false]);
    witnesses.heard("b", zone);
    expect(servers.map((host) => witnesses.isDoubted(host, zone))).toEqual([true, false, true]);
  });
});
