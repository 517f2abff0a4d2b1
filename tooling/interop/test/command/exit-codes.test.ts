import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { describe, expect, it } from "@jest/globals";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { runTwist } from "../../src/twist.js";

/** One line on standard error, nothing on standard output, no stack. */
async function complaint(args: readonly string[], code: number): Promise<string> {
  const end = await runTwist(args);
  expect(end.stdout.toString()).toBe("");
  expect(end.stderr).toMatch(/^twist: [^\n]+\n$/);
  expect(end.code).toBe(code);
  return end.stderr;
}

const root = ["--root", tmpdir()];

describe("twist, where something is wrong", () => {
  it("1 for a port in use, with its number", async () => {
    const server = createServer().listen(0, "127.0.0.1").unref();
    await once(server, "listening");
    const port = String((server.address() as AddressInfo).port);
    const line = await complaint(["http", "--listen", `tcp:${port}:interface=127.0.0.1`, ...root], 1);
    expect(line).toContain(port);
    expect(line).toMatch(/in use/);
  });

  it("2 for a bad endpoint description, with the part that is bad", async () => {
    expect(await complaint(["http", "--listen", "tpc:8080", ...root], 2)).toMatch(/tpc/);
    expect(await complaint(["http", "--listen", "tcp:eighty", ...root], 2)).toMatch(/eighty/);
    expect(await complaint(["http", "--listen", "tcp:8080:interfaec=::1", ...root], 2)).toMatch(/interfaec/);
  });

  it("names the certificate file that is missing", async () => {
    const line = await complaint(["http", "--listen", "tls:0:key=/nowhere/key.pem:cert=/nowhere/cert.pem", ...root], 1);
    expect(line).toContain("/nowhere/key.pem");
  });

  it("1 for a certificate file that holds none", async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("not.pem");
    writeFileSync(file, "no certificate");
    expect(await complaint(["http", "--listen", `tls:0:key=${file}:cert=${file}`, ...root], 1)).toContain(file);
  });

  it("2 for a plugin that isn't installed, and how to have it", async () => {
    expect(await complaint(["ssh", "--listen", "tcp:2222"], 2)).toMatch(/npm install @twist\/ssh/);
    expect(await complaint(["gopher"], 2)).toMatch(/gopher.*http/);
  });

  it("2 for an option that is missing or unknown, with a word about --help", async () => {
    for (const args of [["http", "--listen", "tcp:0"], ["http", "--lisen", "tcp:0", ...root], ["--no-such-option"]]) {
      const end = await runTwist(args);
      expect(end.code).toBe(2);
      expect(end.stderr).toMatch(/^twist: /);
      expect(end.stdout.toString()).toBe("");
    }
  });

  it("2 for a root that isn't there", async () => {
    expect(await complaint(["http", "--listen", "tcp:0", "--root", "/nowhere/at/all"], 2)).toContain("/nowhere/at/all");
  });

  it("2 for a configuration file that is missing, broken or wrong, with the place", async () => {
    using folder = new TemporaryFolder();
    const file = (name: string, content: string): string => {
      writeFileSync(folder.file(name), content);
      return folder.file(name);
    };
    expect(await complaint(["run", folder.file("none.yaml")], 2)).toContain("none.yaml");
    expect(await complaint(["run", file("broken.yaml", "services:\n  a: [1\n")], 2)).toMatch(/broken\.yaml:\d+:\d+/);
    expect(await complaint(["run", file("empty.json", "{}")], 2)).toMatch(/services/);
    const wrong = "services:\n  site: { plugin: http, listen: 'tcp:0', rot: . }\n";
    expect(await complaint(["run", file("wrong.yaml", wrong)], 2)).toMatch(/site.*rot/);
    expect(await complaint(["run", file("throws.mjs", "throw new Error('on purpose');")], 2)).toMatch(/on purpose/);
  });

  it("0 for --help, on standard output", async () => {
    const end = await runTwist(["--help"]);
    expect(end.code).toBe(0);
    expect(end.stderr).toBe("");
    expect(end.stdout.toString()).toMatch(/^ +http .*Serves/m);
  });
});
