import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_SMTP_CLIENT_TIMEOUTS } from "../src/client/client-timeouts.js";
import { DEFAULT_SMTP_SERVER_TIMEOUTS } from "../src/server/smtp-timeouts.js";
import { DEFAULT_SMTP_LIMITS } from "../src/wire/smtp-limits.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The names and defaults in the table whose first column is headed so. */
function table(heading: string): Record<string, number> {
  const start = readme.indexOf(`| ${heading} `);
  const text = readme.slice(start, readme.indexOf("\n\n", start));
  return Object.fromEntries(
    Array.from(text.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm), ([, name = "", value]) => [name, Number(value)]),
  );
}

describe("the README", () => {
  it("has every limit of the server with its default", () => {
    expect(table("limit")).toEqual(DEFAULT_SMTP_LIMITS);
  });

  it("has every time-out of both ends with its default", () => {
    expect(table("time-out")).toEqual(DEFAULT_SMTP_SERVER_TIMEOUTS);
    expect(table("client time-out")).toEqual(DEFAULT_SMTP_CLIENT_TIMEOUTS);
  });
});
