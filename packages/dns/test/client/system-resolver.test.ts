import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem, writeFile } from "@twist/core/filesystem";
import { StubResolver } from "../../src/client/stub-resolver.js";
import { readSystemConfiguration } from "../../src/client/system-configuration.js";
import { SystemResolver } from "../../src/client/system-resolver.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, askedFor, silence } from "./scripted-zone.js";

const open = clientWorlds();
const www = answerFrom({ "www.corp.example. A": ["www.corp.example. 60 IN A 192.0.2.80"] });

describe("StubResolver.fromSystem", () => {
  it("does as resolv.conf and hosts say", async () => {
    const here = await open([silence, www]);
    const files = new MemoryFileSystem({
      "/etc/resolv.conf":
        "nameserver 192.0.2.1\nnameserver 192.0.2.2\nsearch corp.example not..a.name\noptions timeout:1 attempts:1\n",
      "/etc/hosts": "192.0.2.44 nas\n",
    });
    const resolver = await StubResolver.fromSystem(files, here.reactor);
    expect((await here.settle(resolver.lookup("www", "A"))).records).toHaveLength(1);
    expect(here.network.now()).toBeGreaterThanOrEqual(1_000);
    expect(here.network.now()).toBeLessThan(1_100);
    expect((await resolver.lookup("nas", "A")).records).toHaveLength(1);
  });

  it("asks by TCP where resolv.conf says so, and lets options take the place of what it says", async () => {
    const here = await open(www);
    const files = new MemoryFileSystem({ "/etc/resolv.conf": "nameserver 192.0.2.1\noptions use-vc trust-ad\n" });
    const resolver = await StubResolver.fromSystem(files, here.reactor, { search: ["corp.example"] });
    await here.settle(resolver.lookup("www", "A"));
    expect(here.server.streamed).toHaveLength(1);
    expect(here.server.asked[0]?.message.ad).toBe(true);
  });

  it("asks this machine where there are no files", async () => {
    const here = await open(silence);
    const resolver = await StubResolver.fromSystem(new MemoryFileSystem(), here.reactor);
    const failing = here.settle(resolver.lookup("www.corp.example", "A"));
    await expect(failing).rejects.toMatchObject({ code: "UNREACHABLE" });
    await expect(failing).rejects.toThrow("udp:127.0.0.1:53");
  });

  it("takes a file that is far too large for an empty one", async () => {
    const files = new MemoryFileSystem({ "/etc/hosts": Buffer.alloc(8 * 1024 * 1024 + 1, "10.0.0.1 nas\n") });
    const { hosts, resolvConf } = await readSystemConfiguration(files);
    expect(hosts.size).toBe(0);
    expect(resolvConf.servers).toEqual([]);
  });
});

describe("SystemResolver", () => {
  it("keeps its resolver and the cache while the files stay as they are", async () => {
    const here = await open(www);
    const files = new MemoryFileSystem({ "/etc/resolv.conf": "nameserver 192.0.2.1\n" });
    const system = new SystemResolver(files, here.reactor);
    const [first, second] = await Promise.all([system.current(), system.current()]);
    expect(second).toBe(first);
    await here.network.run(11_000);
    expect(await system.current()).toBe(first);
  });

  it("sees new files after ten seconds, and lets who waits for the old servers have their answer", async () => {
    const here = await open([silence, www]);
    const files = new MemoryFileSystem({ "/etc/resolv.conf": "nameserver 192.0.2.1\n" });
    const system = new SystemResolver(files, here.reactor);
    const before = (await system.current()).lookup("www.corp.example", "A");
    await here.network.run(1_000);
    await writeFile(files, "/etc/resolv.conf", Buffer.from("nameserver 192.0.2.2\n"));
    expect(askedFor(here.servers[1]?.asked ?? [])).toEqual([]);
    here.server.answerWith(www);
    expect((await here.settle(before)).records).toHaveLength(1);
    await here.network.run(10_000);
    await here.settle((await system.current()).lookup("www.corp.example", "A"));
    expect(askedFor(here.servers[1]?.asked ?? [])).toEqual(["www.corp.example. A"]);
  });
});
