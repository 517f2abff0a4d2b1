import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findPlugins } from "../../src/plugins/find-plugins.js";
import { helloPlugin, temporaryFolder } from "../temporary-folder.js";

describe("findPlugins", () => {
  it("looks in every node_modules from here up, the nearest first", async () => {
    const nearer = Object.entries(helloPlugin("hello", "nearer")).map(([path, text]) => [`app/deep/${path}`, text]);
    await using folder = await temporaryFolder({
      ...helloPlugin("hello", "farther"),
      ...helloPlugin("other"),
      ...(Object.fromEntries(nearer) as Record<string, string>),
    });
    const { plugins } = await findPlugins(join(folder.path, "app/deep"), folder.path);
    expect(plugins.get("hello")?.packageName).toBe("nearer");
    expect(plugins.get("other")?.packageName).toBe("twist-other");
  });

  it("looks in the packages of the workspace, of pnpm and of npm", async () => {
    const inWorkspace = (name: string, parent: string): Record<string, string> =>
      Object.fromEntries(
        Object.entries(helloPlugin(name)).map(([path, text]) => [path.replace("node_modules", parent), text]),
      );
    await using folder = await temporaryFolder({
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "package.json": '{ "workspaces": ["single/twist-two"] }',
      ...inWorkspace("one", "packages"),
      ...inWorkspace("two", "single"),
    });
    await mkdir(join(folder.path, "deep"));
    const { plugins } = await findPlugins(join(folder.path, "deep"), folder.path);
    expect([...plugins.keys()]).toEqual(["one", "two"]);
  });

  it("finds plugins of scoped packages", async () => {
    await using folder = await temporaryFolder(helloPlugin("hello", "@scope/hello"));
    const { plugins } = await findPlugins(folder.path, folder.path);
    expect(plugins.get("hello")?.packageName).toBe("@scope/hello");
  });

  it.each([
    ["throws", "throw new Error('boom');", /^boom$/],
    ["exports no service maker", "export default { name: 'x' };", /no service maker/],
  ])("reports a plugin that %s", async (_what, code, reason) => {
    await using folder = await temporaryFolder({ ...helloPlugin(), "node_modules/twist-hello/plugin.js": code });
    const { plugins, broken } = await findPlugins(folder.path, folder.path);
    expect(plugins.size).toBe(0);
    expect(broken).toMatchObject([{ packageName: "twist-hello", reason: expect.stringMatching(reason) as unknown }]);
  });

  it("passes over a package.json that is no JSON", async () => {
    await using folder = await temporaryFolder({ ...helloPlugin(), "node_modules/odd/package.json": '{ "twist": ' });
    const { plugins, broken } = await findPlugins(folder.path, folder.path);
    expect([plugins.size, broken.length]).toEqual([1, 0]);
  });
});
