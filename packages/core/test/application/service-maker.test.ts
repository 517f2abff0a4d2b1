import { describe, expect, it } from "@jest/globals";
import { MultiService } from "../../src/application/multi-service.js";
import { defineServiceMaker, isServiceMaker } from "../../src/application/service-maker.js";

const maker = defineServiceMaker({
  name: "echo",
  description: "Sends back what it gets",
  options: { listen: { type: "endpoint", description: "Where to listen.", required: true, repeatable: true } },
  makeService: (options) => new MultiService({ name: options.listen.join(" ") }),
});

describe("isServiceMaker", () => {
  it("knows one by its shape", () => {
    expect(isServiceMaker(maker)).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["a function", () => maker],
    ["a name that is no command", { ...maker, name: "Echo Server" }],
    ["no options", { ...maker, options: null }],
    ["no makeService", { ...maker, makeService: "yes" }],
  ])("refuses %s", (_what, value) => {
    expect(isServiceMaker(value)).toBe(false);
  });
});
