import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_HTTP_TIMEOUTS } from "../src/server/http-timeouts.js";
import { DEFAULT_HTTP_LIMITS } from "../src/wire/http-limits.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The names and defaults in the README's tables of the server: `| name | default |` with the name as code. */
const rows = new Map(
  [...readme.slice(0, readme.indexOf("| client limit")).matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(
    ([, name, value]) => [name, Number(value)],
  ),
);

/** What only a client enforces. */
const clientOnly = ["maxInterimResponses"];

describe("the README", () => {
  it("has every limit of the server with its default", () => {
    for (const [name, value] of Object.entries(DEFAULT_HTTP_LIMITS)) {
      if (!clientOnly.includes(name)) expect([name, rows.get(name)]).toEqual([name, value]);
    }
  });

  it("has every time-out of the server with its default", () => {
    for (const [name, value] of Object.entries(DEFAULT_HTTP_TIMEOUTS)) {
      expect([name, rows.get(name)]).toEqual([name, value]);
    }
  });
});
