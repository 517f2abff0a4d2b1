import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runTool, tool } from "./run-tool.js";
import { workspace } from "./workspace.js";

const violations = {
  "no-cycles": ["core/src/transport/cycle-a.ts → packages/core/src/transport/cycle-b.ts"],
  "core-layer-deferred": ["core/src/deferred/knows-transport.ts → packages/core/src/transport/transport.ts"],
  "core-rooms": ["core/src/attic/has-no-layer.ts → packages/core/src/errors/twist-error.ts"],
  "core-wire-is-pure": ["core/src/wire/knows-deferred.ts → packages/core/src/deferred/deferred.ts"],
  "core-stands-alone": ["core/src/transport/imports-protocol-package.ts → packages/irc/src/index.ts"],
  "protocol-only-on-core": ["http/src/server/imports-other-protocol.ts → packages/irc/src/index.ts"],
  "package-from-outside": ["http/src/server/imports-by-path.ts → packages/core/src/errors/twist-error.ts"],
  "protocol-layer-wire": ["http/src/wire/knows-machine.ts → packages/http/src/machine/state.ts"],
  "sans-io-reaches-no-io": [
    "core/src/wire/knows-deferred.ts → packages/core/src/deferred/deferred.ts",
    "http/src/machine/goes-around.ts → packages/http/src/transport-name.ts → packages/core/src/index.ts",
  ],
  "only-the-node-reactor-touches-the-world": ["core/src/transport/opens-socket.ts → net"],
  "src-stands-alone": ["core/src/transport/imports-test.ts → packages/core/test/double.ts"],
  "no-dev-dependency-in-src": [
    "core/src/transport/imports-dev-dependency.ts → packages/core/node_modules/dev-only/index.js",
  ],
  resolvable: ["core/src/transport/leads-nowhere.ts → ./nowhere.js"],
};

describe("house layers", () => {
  /** @type {string[]} */
  let found = [];
  let folder = "";

  beforeAll(() => {
    folder = workspace("layers", ["http → core", "http → irc", "core → irc", "mail → irc"]);
    const devOnly = join(folder, "packages/core/node_modules/dev-only");
    mkdirSync(devOnly, { recursive: true });
    writeFileSync(join(devOnly, "package.json"), '{ "name": "dev-only", "type": "module", "exports": "./index.js" }');
    writeFileSync(join(devOnly, "index.js"), "export const only = 1;\n");
    const { output, status } = runTool(tool("bin/house.js"), ["layers"], folder);
    if (status !== 1) throw new Error(`house layers exited ${String(status)}: ${output}`);
    found = output.split("\n").filter((line) => /^[a-z-]+: /.test(line));
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(violations))("finds what breaks %s", (rule, paths) => {
    const broken = found.filter((line) => line.startsWith(`${rule}: `));
    for (const path of paths) expect(broken).toContainEqual(expect.stringContaining(`${rule}: packages/${path}`));
  });

  it("finds nothing else", () => {
    const expected = Object.entries(violations).flatMap(([rule, paths]) =>
      paths.map((path) => `${rule}: packages/${path}`),
    );
    expect(found.filter((line) => !expected.some((start) => line.startsWith(start)))).toEqual([]);
  });
});
