import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { main } from "../src/main.js";
import { FakeTerminal } from "./fake-terminal.js";
import { helloPlugin, temporaryFolder } from "./temporary-folder.js";

async function read(port: number): Promise<string> {
  let text = "";
  for await (const chunk of connect(port, "127.0.0.1")) text += String(chunk);
  return text;
}

async function failure(
  args: readonly string[],
  files: Record<string, string> = helloPlugin(),
): Promise<[number, string]> {
  await using folder = await temporaryFolder(files);
  using terminal = new FakeTerminal(folder.path);
  const exitCode = await main(args, terminal);
  return [exitCode, terminal.err];
}

describe("twist", () => {
  it("lists the installed plugins, each with a line", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    expect(await main(["--help"], terminal)).toBe(0);
    expect(terminal.out).toMatch(/hello.*Says hello/);
    expect(terminal.out).toMatch(/run.*configuration file/);
  });

  it("shows its help and fails when it is called without a command", async () => {
    const [exitCode, err] = await failure([]);
    expect(exitCode).toBe(2);
    expect(err).toContain("Usage: twist");
  });

  it("says what to install when a plugin isn't there", async () => {
    expect(await failure(["smtp", "--listen", "tcp:25"])).toEqual([
      2,
      'twist: There is no plugin "smtp". Installed: hello. To have it: npm install @twist/smtp\n',
    ]);
  });

  it("reports a broken plugin and runs the others", async () => {
    await using folder = await temporaryFolder({
      ...helloPlugin(),
      "node_modules/broken/package.json": '{ "name": "broken", "twist": { "plugins": ["./gone.js"] } }',
    });
    using terminal = new FakeTerminal(folder.path);
    expect(await main(["--help"], terminal)).toBe(0);
    expect(terminal.err).toMatch(/^twist: the plugin of "broken" can't be used: .*Cannot find module/);
    expect(terminal.out).toContain("Says hello");
  });
});

describe("twist <plugin>", () => {
  it("prints where it listens, serves, and ends with 0 when it is stopped", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    const ended = main(["hello", "--listen", "tcp:0", "--listen", "tcp:0", "--greeting", "hi"], terminal);
    const [, first, second] = await terminal.prints(
      /^listening hello 127\.0\.0\.1:(\d+)\nlistening hello 127\.0\.0\.1:(\d+)\n$/,
    );
    expect(await read(Number(first))).toBe("hi\n");
    expect(await read(Number(second))).toBe("hi\n");
    terminal.stop();
    expect(await ended).toBe(0);
    expect(terminal.err).toBe("");
  });

  it("teaches its options and examples in --help", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    expect(await main(["hello", "--help"], terminal)).toBe(0);
    expect(terminal.out).toContain("--listen <endpoint>");
    expect(terminal.out).toContain("(required; may be repeated)");
    expect(terminal.out).toContain("Says hello on port 1234");
  });

  it("refuses an option that is missing, in one line", async () => {
    expect(await failure(["hello"])).toEqual([2, "twist: The option --listen is missing. Where to listen.\n"]);
  });

  it("refuses an option that it doesn't know, in one line that leads to the help", async () => {
    const [exitCode, err] = await failure(["hello", "--lisen", "tcp:1"]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^twist: unknown option '--lisen'/);
  });

  it("refuses an option that is given twice but may be given once", async () => {
    const [exitCode, err] = await failure(["hello", "--listen", "tcp:1", "--greeting", "a", "--greeting", "b"]);
    expect([exitCode, err]).toEqual([2, "twist: The option --greeting may be given once only.\n"]);
  });

  it("ends with 1 and one clear line when the port is in use", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using first = new FakeTerminal(folder.path);
    const ended = main(["hello", "--listen", "tcp:0"], first);
    const [, port = ""] = await first.prints(/:(\d+)\n/);
    using second = new FakeTerminal(folder.path);
    expect(await main(["hello", "--listen", `tcp:${port}`], second)).toBe(1);
    expect(second.err).toMatch(new RegExp(`^twist: [^\\n]*${port}[^\\n]*in use[^\\n]*\\n$`));
    first.stop();
    await ended;
  });
});

describe("twist <plugin> <task>", () => {
  it("runs the task with its words and options, and ends", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    expect(await main(["hello", "add", "first", "book", "--greeting", "hi", "page"], terminal)).toBe(0);
    const paths = [join(folder.path, "book"), join(folder.path, "page")];
    expect(JSON.parse(terminal.out)).toEqual([["first", ...paths], { greeting: "hi" }]);
    expect(terminal.err).toBe("");
  });

  it("stands in the plugin's help, and teaches its own", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    expect(await main(["hello", "--help"], terminal)).toBe(0);
    expect(terminal.out).toMatch(/add .*Adds a greeting/);
    using second = new FakeTerminal(folder.path);
    expect(await main(["hello", "add", "--help"], second)).toBe(0);
    expect(second.out).toContain("Usage: twist hello add [options] <how> <file...>");
    expect(second.out).toContain("Adds hi to the book");
  });

  it("is told when the user stops it", async () => {
    await using folder = await temporaryFolder(helloPlugin());
    using terminal = new FakeTerminal(folder.path);
    const ended = main(["hello", "add", "last", "book", "--greeting", "wait"], terminal);
    await terminal.prints(/waiting/);
    terminal.stop();
    expect(await ended).toBe(0);
  });

  it.each([
    ["a word that is none of its choices", ["middle", "book", "--greeting", "hi"], /Allowed choices are first, last/],
    ["a word that is missing", ["first", "--greeting", "hi"], /missing required argument 'file'/],
    ["an option that is missing", ["first", "book"], /^twist: The option --greeting is missing/],
    ["an option of the server's", ["first", "book", "--listen", "tcp:1"], /unknown option '--listen'/],
  ])("refuses %s", async (_what, args, message) => {
    const [exitCode, err] = await failure(["hello", "add", ...args]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("twist run", () => {
  it("runs several services in one process", async () => {
    await using folder = await temporaryFolder({
      ...helloPlugin(),
      "twist.yaml":
        "services:\n  one: { plugin: hello, listen: tcp:0, greeting: one }\n  two: { plugin: hello, listen: [tcp:0], greeting: two }\n",
    });
    using terminal = new FakeTerminal(folder.path);
    const ended = main(["run", "twist.yaml"], terminal);
    const [, one, two] = await terminal.prints(/:(\d+)\n.*:(\d+)\n/);
    expect([await read(Number(one)), await read(Number(two))]).toEqual(["one\n", "two\n"]);
    terminal.stop();
    expect(await ended).toBe(0);
  });

  it("takes services of a JavaScript module's own", async () => {
    await using folder = await temporaryFolder({
      "twist.mjs": `export default (context) => ({ services: { own: {
        startService() { context.print("started"); },
        stopService() { context.print("stopped"); },
      } } });`,
    });
    using terminal = new FakeTerminal(folder.path);
    const ended = main(["run", "twist.mjs"], terminal);
    await terminal.prints(/started/);
    terminal.stop();
    expect(await ended).toBe(0);
    expect(terminal.out).toBe("started\nstopped\n");
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ["a file that isn't there", "gone.yaml", undefined, /gone\.yaml: there is no such file\.$/],
    ["a file of an unknown kind", "twist.toml", "", /ends in \.yaml, \.yml, \.json, \.js or \.mjs\.$/],
    ["bad YAML, with the place", "twist.yaml", "services:\n  a: {\n", /twist\.yaml:3:1: /],
    ["bad JSON, with the place", "twist.json", '{ "services": [ }', /twist\.json:1:\d+: /],
    ["no services", "twist.yaml", "services: {}", /"services" must name at least one service/],
    ["an unknown key", "twist.yaml", "service: {}", /there is no "service" here; there are "services" and "users"/],
    [
      "a service without a plugin",
      "twist.yaml",
      "services: { a: { listen: x } }",
      /the service "a" must say which plugin/,
    ],
    [
      "an unknown plugin",
      "twist.yaml",
      "services: { a: { plugin: gopher } }",
      /the service "a": There is no plugin "gopher"/,
    ],
    [
      "a missing option",
      "twist.yaml",
      "services: { a: { plugin: hello } }",
      /the service "a": The option listen is missing/,
    ],
    ["a module that throws", "twist.mjs", "throw new Error('no luck');", /twist\.mjs: no luck$/],
  ])("refuses %s", async (_what, file, content, message) => {
    const [exitCode, err] = await failure(["run", file], {
      ...helloPlugin(),
      ...(content === undefined ? {} : { [file]: content }),
    });
    expect(exitCode).toBe(2);
    expect(err.trimEnd()).toMatch(message);
    expect(err.trimEnd()).not.toContain("\n");
  });
});

describe("twist passwd", () => {
  it("adds a user and changes the password, in a file that only its owner may read", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "users");
    using first = new FakeTerminal(folder.path, "correct horse\n");
    expect(await main(["passwd", "users", "alice"], first)).toBe(0);
    expect(first.out).toBe("added alice\n");
    const line = await readFile(path, "utf8");
    expect(line).toMatch(/^alice:\$scrypt\$/);
    using second = new FakeTerminal(folder.path, "battery staple");
    expect(await main(["passwd", "users", "alice"], second)).toBe(0);
    expect(second.out).toBe("changed alice\n");
    expect(await readFile(path, "utf8")).not.toBe(line);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["an empty password", "\n", "The password is empty"],
    ["a password that is too long", "x".repeat(2000), "at most 1024 bytes"],
  ])("refuses %s and leaves the file alone", async (_what, input, message) => {
    await using folder = await temporaryFolder({ users: "# nobody yet\n" });
    using terminal = new FakeTerminal(folder.path, input);
    expect(await main(["passwd", "users", "alice"], terminal)).toBe(2);
    expect(terminal.err).toContain(message);
    expect(await readFile(join(folder.path, "users"), "utf8")).toBe("# nobody yet\n");
  });
});
