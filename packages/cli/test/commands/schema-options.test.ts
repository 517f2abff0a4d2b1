import { describe, expect, it } from "@jest/globals";
import { Command } from "commander";
import type { OptionsSchema } from "@twist/core/application";
import { addSchemaOptions, readSchemaOptions } from "../../src/commands/schema-options.js";
import { FakeTerminal } from "../fake-terminal.js";

describe("options of a schema", () => {
  const schema = {
    noCompress: { type: "flag", description: "Off" },
    verbose: { type: "flag", description: "On" },
  } as const satisfies OptionsSchema;

  it.each([
    [[], { noCompress: false, verbose: false }],
    [["--no-compress"], { noCompress: true, verbose: false }],
    [["--verbose", "--no-compress"], { noCompress: true, verbose: true }],
  ])("reads flags as they are named, also one that begins with no: %j", (args, expected) => {
    const command = new Command("plugin");
    addSchemaOptions(command, schema);
    command.parse(args, { from: "user" });
    using terminal = new FakeTerminal("/");
    expect(readSchemaOptions(schema, command.opts(), terminal)).toEqual(expected);
  });
});
