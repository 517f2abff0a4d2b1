import { describe, expect, it } from "@jest/globals";
import { RecentFields } from "../../src/server/recent-fields.js";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";

describe("RecentFields", () => {
  it("gives one Headers for objects that say the same", () => {
    const recent = new RecentFields();
    const headers = recent.headersOf({ "X-A": "1", "X-B": "2" });
    expect(headers.toText()).toBe("X-A: 1\r\nX-B: 2\r\n");
    expect(recent.headersOf({ "X-A": "1", "X-B": "2" })).toBe(headers);
  });

  it("gives another one where a name, a value, their number or their order differs", () => {
    for (const other of [{ "X-A": "1" }, { "X-A": "1", "X-B": "3" }, { "X-A": "1", "X-C": "2" }, {}]) {
      const recent = new RecentFields();
      recent.headersOf({ "X-A": "1", "X-B": "2" });
      expect([...recent.headersOf(other)]).toEqual(Object.entries(other));
    }
    const recent = new RecentFields();
    recent.headersOf({ "X-A": "1", "X-B": "2" });
    expect(recent.headersOf({ "X-B": "2", "X-A": "1" }).toText()).toBe("X-B: 2\r\nX-A: 1\r\n");
  });

  it("sees that an object that was given before has changed", () => {
    const recent = new RecentFields();
    const fields: Record<string, string> = { "X-A": "1" };
    recent.headersOf(fields);
    fields["X-A"] = "2";
    expect(recent.headersOf(fields).get("X-A")).toBe("2");
  });

  it("refuses what can't be sent each time, and doesn't take it for the last one", () => {
    const recent = new RecentFields();
    const split = { "X-A": "1\r\nX-B: 2" };
    for (let use = 0; use < 2; use++) expect(() => recent.headersOf(split)).toThrow(HeaderFieldError);
    expect(recent.headersOf({}).size).toBe(0);
  });
});
