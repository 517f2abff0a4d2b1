import { describe, expect, it } from "@jest/globals";
import { Hosts } from "../../src/client/hosts.js";
import { Name } from "../../src/wire/name.js";
import { Rcode } from "../../src/wire/rcode.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, answerRcode, askedFor, silence } from "./scripted-zone.js";

const open = clientWorlds();

describe("StubResolver with a search list", () => {
  const zone = {
    "www.corp.example. A": ["www.corp.example. 60 IN A 192.0.2.1"],
    "a.b.corp.example. A": ["a.b.corp.example. 60 IN A 192.0.2.2"],
    "a.b. A": ["a.b. 60 IN A 192.0.2.3"],
    "empty.one.example. A": [],
  };

  it("completes short names with each domain in turn, then tries them as they are", async () => {
    const here = await open(answerFrom(zone), { search: ["one.example", "corp.example"] });
    const { name } = await here.settle(here.resolver.lookup("www", "A"));
    expect(name.toString()).toBe("www.corp.example.");
    await expect(here.settle(here.resolver.lookup("gone", "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    expect(askedFor(here.server.asked)).toEqual([
      "www.one.example. A",
      "www.corp.example. A",
      "gone.one.example. A",
      "gone.corp.example. A",
      "gone. A",
    ]);
  });

  it("tries a name with enough dots as it is first", async () => {
    const here = await open(answerFrom(zone), { search: ["corp.example"] });
    expect((await here.settle(here.resolver.lookup("a.b", "A"))).name.toString()).toBe("a.b.");
    const there = await open(answerFrom(zone), { search: ["corp.example"], ndots: 2 });
    expect((await there.settle(there.resolver.lookup("a.b", "A"))).name.toString()).toBe("a.b.corp.example.");
  });

  it("takes a name that ends in a dot, and a Name, as it is", async () => {
    const here = await open(answerFrom(zone), { search: ["corp.example"] });
    await expect(here.settle(here.resolver.lookup("www.", "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    await expect(here.settle(here.resolver.lookup(Name.from("www"), "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    expect(new Set(askedFor(here.server.asked))).toEqual(new Set(["www. A"]));
  });

  it("says NODATA where one of the names is there, otherwise SERVFAIL where one couldn't be found out", async () => {
    const here = await open(
      (asked) => {
        if (askedFor([asked])[0]?.includes(".broken.") === true) answerRcode(Rcode.SERVFAIL)(asked);
        else answerFrom(zone)(asked);
      },
      { search: ["broken.example", "one.example", "corp.example"] },
    );
    await expect(here.settle(here.resolver.lookup("empty", "A"))).rejects.toMatchObject({ code: "NODATA" });
    await expect(here.settle(here.resolver.lookup("other", "A"))).rejects.toMatchObject({ code: "SERVFAIL" });
    expect(askedFor(here.server.asked)).toHaveLength(8);
  });

  it("goes on behind a domain whose servers are broken, but not where nobody answers", async () => {
    const here = await open(
      (asked) => {
        if (askedFor([asked])[0] === "www.one.example. A") answerRcode(Rcode.SERVFAIL)(asked);
        else if (askedFor([asked])[0] !== "slow.one.example. A") answerFrom(zone)(asked);
      },
      { search: ["one.example", "corp.example"], attemptTimeoutMs: 100 },
    );
    expect((await here.settle(here.resolver.lookup("www", "A"))).name.toString()).toBe("www.corp.example.");
    await expect(here.settle(here.resolver.lookup("slow", "A"))).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("leaves out what would be too long", async () => {
    const here = await open(answerFrom(zone), { search: [`${"a".repeat(60)}.`.repeat(4)] });
    await expect(here.settle(here.resolver.lookup("w".repeat(20), "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    expect(here.server.asked).toHaveLength(1);
  });

  it("asks nobody about a short name that this machine knows", async () => {
    const here = await open(silence, { search: ["corp.example"], hosts: Hosts.parse("192.0.2.44 nas\n") });
    expect((await here.resolver.lookup("nas", "A")).name.toString()).toBe("nas.");
    expect(await here.resolver.resolve("localhost")).toHaveLength(2);
    expect(here.server.asked).toHaveLength(0);
  });

  it("takes a dot behind a backslash for a part of the label", async () => {
    const here = await open(answerFrom({ "a\\..corp.example. A": ["a\\..corp.example. 60 IN A 192.0.2.3"] }), {
      search: ["corp.example"],
    });
    expect((await here.settle(here.resolver.lookup("a\\.", "A"))).name.labels).toEqual(["a.", "corp", "example"]);
  });
});
