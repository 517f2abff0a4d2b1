import { describe, expect, it } from "@jest/globals";
import { OptionsError } from "../../src/application/options-error.js";
import type { OptionsSchema } from "../../src/application/options-schema.js";
import { readOptions } from "../../src/application/read-options.js";

const schema = {
  listen: { type: "endpoint", description: "Where to listen.", required: true, repeatable: true },
  root: { type: "path", description: "What to serve.", default: "." },
  level: { type: "text", description: "How much to log.", choices: ["few", "many"] },
  workers: { type: "integer", description: "How many processes.", min: 1, max: 64, default: 1 },
  autoindex: { type: "flag", description: "List directories." },
} as const satisfies OptionsSchema;

describe("readOptions", () => {
  it("fills in defaults, and types what it gives", () => {
    const values = readOptions(schema, { listen: "tcp:80" });
    const types: [readonly string[], string, string | undefined, number, boolean] = [
      values.listen,
      values.root,
      values.level,
      values.workers,
      values.autoindex,
    ];
    expect(types).toEqual([["tcp:80"], ".", undefined, 1, false]);
  });

  it("takes numbers and flags as they are or as text", () => {
    expect(readOptions(schema, { listen: ["tcp:80"], workers: "4", autoindex: true }).workers).toBe(4);
    expect(readOptions(schema, { listen: ["tcp:80"], workers: 4, autoindex: "false" }).autoindex).toBe(false);
  });

  it("resolves paths where it is told how", () => {
    const settings = { resolvePath: (path: string) => `/etc/twist/${path}` };
    expect(readOptions(schema, { listen: "tcp:80", root: "site" }, settings).root).toBe("/etc/twist/site");
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a missing option", {}, "The option --listen is missing. Where to listen."],
    ["an empty list", { listen: [] }, "The option --listen is missing"],
    ["an unknown option", { listen: "tcp:80", rot: "." }, "There is no option --rot. There are: --listen, --root"],
    ["a name of Object's own", { listen: "tcp:80", toString: "x" }, "There is no option --toString."],
    ["a number out of range", { listen: "tcp:80", workers: 65 }, "--workers takes a whole number from 1 to 64."],
    ["a number that is none", { listen: "tcp:80", workers: "4x" }, "--workers takes a whole number"],
    ["a value that is no choice", { listen: "tcp:80", level: "all" }, "--level takes one of few, many."],
    ["an option given twice", { listen: "tcp:80", root: ["a", "b"] }, "--root may be given once only."],
    ["an object for a text", { listen: "tcp:80", root: {} }, "--root takes a text."],
    ["an empty text", { listen: "tcp:80", root: "" }, "--root is empty."],
    ["a flag with a value", { listen: "tcp:80", autoindex: "maybe" }, "it takes true or false."],
  ])("refuses %s", (_what, raw, message) => {
    const read = (): unknown => readOptions(schema, raw, { nameOf: (name) => `--${name}` });
    expect(read).toThrow(OptionsError);
    expect(read).toThrow(message);
  });
});
