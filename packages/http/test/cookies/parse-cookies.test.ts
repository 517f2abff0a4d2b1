import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cookiesOf, parseCookies } from "../../src/cookies/parse-cookies.js";
import { ServedConnection } from "../server/served-connection.js";

function pairs(field: string): [string, string][] {
  return [...parseCookies(field)];
}

describe("parseCookies", () => {
  it("reads pairs, with white space or without", () => {
    expect(pairs("a=1; b=2;c=3 ;\td = 4")).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
      ["d", "4"],
    ]);
    expect(pairs("")).toEqual([]);
  });

  it("keeps values as they are, but for quotes around them", () => {
    expect(pairs('a="x"; b=%41=; c="; d=""; e=; f="x')).toEqual([
      ["a", "x"],
      ["b", "%41="],
      ["c", '"'],
      ["d", ""],
      ["e", ""],
      ["f", '"x'],
    ]);
  });

  it("takes the first of two cookies with one name", () => {
    expect(pairs("a=1; a=2")).toEqual([["a", "1"]]);
  });

  it("drops pairs without a name that can be one", () => {
    expect(pairs("x; =1; a b=2; ; \u00a0a=3; ok=4")).toEqual([["ok", "4"]]);
  });

  it("takes __proto__ and constructor for names like any other", () => {
    expect(pairs("__proto__=1; constructor=2")).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
    expect(parseCookies("a=1").get("toString")).toBeUndefined();
  });

  it("drops what is over the number of cookies", () => {
    const field = Array.from({ length: 300 }, (_, i) => `c${String(i)}=x`).join(";");
    expect(parseCookies(field).size).toBe(200);
    expect(parseCookies(field).has("c199")).toBe(true);
  });

  it("never fails, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string(), (field) => {
        for (const [name] of parseCookies(field)) expect(name).not.toBe("");
      }),
    );
  });
});

describe("cookiesOf", () => {
  it("reads all Cookie fields of a request", () => {
    let found: unknown;
    const connection = new ServedConnection((request, response) => {
      found = [...cookiesOf(request)];
      response.send(204);
    });
    connection.send("GET / HTTP/1.1\nHost: h\nCookie: a=1\nCookie: a=2; b=3\n\n");
    expect(found).toEqual([
      ["a", "1"],
      ["b", "3"],
    ]);
  });
});
