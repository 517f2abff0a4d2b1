import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Logger, LogPublisher, type Address, type LogEvent } from "@twist/core";
import { isServiceMaker, type ServiceContext } from "@twist/core/application";
import { MemoryReactor } from "@twist/core/testing";
import plugin from "../src/plugin.js";

describe("twist http", () => {
  let root: string;
  let reactor: MemoryReactor;
  let listening: [string, Address][];
  let printed: string[];
  let events: LogEvent[];
  let context: ServiceContext;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "twist-http-"));
    await writeFile(join(root, "hello.txt"), "hello");
    reactor = new MemoryReactor();
    listening = [];
    printed = [];
    events = [];
    const publisher = new LogPublisher();
    publisher.addObserver((event) => events.push(event));
    context = {
      reactor,
      log: new Logger("twist.http", publisher),
      checkers: [],
      listening: (scheme, address) => listening.push([scheme, address]),
      print: (line) => printed.push(line),
    };
  });

  afterEach(() => rm(root, { recursive: true }));

  /** Starts the service and asks it for `target`. */
  async function ask(target: string, accessLog: string, noCompress = false): Promise<string> {
    const options = {
      listen: ["tcp:8080", "tcp:8081:interface=127.0.0.1"],
      root,
      autoindex: false,
      noCompress,
      proxy: [],
      accessLog,
    };
    const service = await plugin.makeService(options, context);
    await service.startService();
    const [port] = reactor.ports;
    const transport = port!.accept()!.transport;
    transport.deliver(`GET ${target} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`);
    // Real files take real turns of the event loop: as many as it takes.
    while (!transport.disconnected) await stat(root);
    transport.end();
    await service.stopService();
    return transport.text();
  }

  it("is a service maker", () => {
    expect(isServiceMaker(plugin)).toBe(true);
  });

  it("serves the files of --root at each --listen, and says where", async () => {
    expect(await ask("/hello.txt", "none")).toMatch(/\r\n\r\nhello$/);
    expect(listening.map(([scheme, address]) => [scheme, address.type])).toEqual([
      ["http", "tcp"],
      ["http", "tcp"],
    ]);
  });

  it.each([
    ["none", []],
    ["common", ['192.0.2.1 - - [01/Jan/2000:00:00:00 +0000] "GET /hello.txt HTTP/1.1" 200 5']],
    ["combined", ['192.0.2.1 - - [01/Jan/2000:00:00:00 +0000] "GET /hello.txt HTTP/1.1" 200 5 "-" "-"']],
    ["structured", ["request"]],
  ])("logs requests as --access-log %s says, and prints nothing", async (format, messages) => {
    await ask("/hello.txt", format);
    expect(events.map(({ message }) => message)).toEqual(messages);
    expect(printed).toEqual([]);
    if (format === "structured") expect(events[0]?.fields).toMatchObject({ method: "GET", status: 200, bodyBytes: 5 });
  });

  it("compresses files", async () => {
    await writeFile(join(root, "long.txt"), "hello ".repeat(1000));
    expect(await ask("/long.txt", "none")).toContain("\r\nContent-Encoding: gzip\r\n");
  });

  it("compresses nothing with --no-compress", async () => {
    await writeFile(join(root, "long.txt"), "hello ".repeat(1000));
    expect(await ask("/long.txt", "none", true)).toMatch(/\r\n\r\n(?:hello ){1000}$/);
  });

  it.each(["nowhere", "hello.txt"])("names a --root that is no directory: %s", async (name) => {
    const options = {
      listen: ["tcp:8080"],
      root: join(root, name),
      autoindex: false,
      noCompress: false,
      proxy: [],
      accessLog: "none",
    };
    await expect(plugin.makeService(options, context)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(join(root, name)),
    });
  });

  it("sends requests on to each --proxy in its turn", async () => {
    const proxy = ["http://192.0.2.10:3000", "http://192.0.2.20:3000"];
    const options = {
      listen: ["tcp:8080"],
      root: undefined,
      autoindex: false,
      noCompress: false,
      proxy,
      accessLog: "none",
    };
    const service = await plugin.makeService(options, context);
    await service.startService();
    const { transport } = reactor.ports[0]!.accept()!;
    transport.deliver("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    const connects = reactor.connects.map(({ request }) => request.peer);
    expect(connects).toMatchObject([{ host: "192.0.2.10", port: 3000 }, { host: "192.0.2.20" }]);
    transport.end();
    await service.stopService();
  });

  it.each([
    [{ root: undefined, proxy: [] }, "--root DIR"],
    [{ root: ".", proxy: ["http://a"] }, "not both"],
    [{ root: undefined, proxy: ["http://a"], autoindex: true }, "--autoindex"],
    [{ root: undefined, proxy: ["a.example:80"] }, "a.example:80"],
    [{ root: undefined, proxy: ["http://a/?q"] }, "--proxy"],
  ])("says what is wrong with %j", async (given, message) => {
    const options = { listen: ["tcp:8080"], autoindex: false, noCompress: false, accessLog: "none", ...given };
    await expect(Promise.resolve().then(() => plugin.makeService(options, context))).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining(message),
    });
  });
});
