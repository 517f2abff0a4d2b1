import { describe, expect, it } from "@jest/globals";
import { Rcode } from "../../src/wire/rcode.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, answerRcode, askedFor, silence } from "./scripted-zone.js";

const known = {
  "www.example. A": ["www.example. 300 IN A 192.0.2.80"],
  "www.example. AAAA": ["www.example. 300 IN AAAA 2001:db8::80"],
  "example. MX": ["example. 60 IN MX 10 mail.example.", "example. 60 IN MX 20 backup.example."],
  "alias.example. A": [
    "alias.example. 30 IN CNAME web.example.",
    "web.example. 20 IN CNAME www.example.",
    "www.example. 300 IN A 192.0.2.80",
  ],
  "old.example. A": [],
};

const open = clientWorlds();

describe("StubResolver.resolve", () => {
  it("gives the addresses of both families, those of IPv6 first", async () => {
    const here = await open(answerFrom(known));
    expect(await here.settle(here.resolver.resolve("www.example"))).toEqual([
      { host: "2001:db8::80", family: 6 },
      { host: "192.0.2.80", family: 4 },
    ]);
    expect(await here.settle(here.resolver.resolve("www.example", { family: 4 }))).toEqual([
      { host: "192.0.2.80", family: 4 },
    ]);
  });

  it("gives those of one family where the other has none, or can't be found out", async () => {
    const here = await open((asked) => {
      if (askedFor([asked])[0] === "www.example. AAAA") answerRcode(Rcode.SERVFAIL)(asked);
      else answerFrom(known)(asked);
    });
    expect(await here.settle(here.resolver.resolve("www.example"))).toEqual([{ host: "192.0.2.80", family: 4 }]);
  });

  it("doesn't wait for a server that is silent about IPv6 for more than 50 ms (RFC 8305 §3)", async () => {
    const here = await open((asked) => {
      if (askedFor([asked])[0] !== "www.example. AAAA") answerFrom(known)(asked);
    });
    let took = -1;
    const resolving = here.resolver.resolve("www.example").addCallback((addresses) => {
      took = here.network.now();
      return addresses;
    });
    expect(await here.settle(resolving)).toEqual([{ host: "192.0.2.80", family: 4 }]);
    expect(took).toBeGreaterThanOrEqual(60);
    expect(took).toBeLessThan(70);
  });

  it("waits for IPv4 where IPv6 comes first, so that there is something to fall back on", async () => {
    const here = await open((asked) => {
      if (askedFor([asked])[0] === "www.example. AAAA") answerFrom(known)(asked);
      else
        here.server.host.reactor.callLater(2_000, () => {
          answerFrom(known)(asked);
        });
    });
    expect(await here.settle(here.resolver.resolve("www.example"))).toHaveLength(2);
  });

  it("says what is worst where there are none", async () => {
    const here = await open((asked) => {
      if (askedFor([asked])[0] === "old.example. AAAA") answerRcode(Rcode.SERVFAIL)(asked);
      else answerFrom(known)(asked);
    });
    await expect(here.settle(here.resolver.resolve("old.example"))).rejects.toMatchObject({ code: "SERVFAIL" });
    await expect(here.settle(here.resolver.resolve("gone.example"))).rejects.toMatchObject({ code: "NXDOMAIN" });
  });

  it("gives a literal address as it is, without asking", async () => {
    const here = await open(silence);
    expect(await here.resolver.resolve("192.0.2.7")).toEqual([{ host: "192.0.2.7", family: 4 }]);
    expect(await here.resolver.resolve("2001:db8::7")).toEqual([{ host: "2001:db8::7", family: 6 }]);
    await expect(here.resolver.resolve("192.0.2.7", { family: 6 })).rejects.toMatchObject({ code: "NODATA" });
    expect(here.server.asked).toHaveLength(0);
  });

  it("takes all addresses from one name of the search list", async () => {
    const here = await open(
      answerFrom({
        "db.one.example. A": ["db.one.example. 60 IN A 192.0.2.1"],
        "db.one.example. AAAA": [],
        "db.two.example. A": [],
        "db.two.example. AAAA": ["db.two.example. 60 IN AAAA 2001:db8::2"],
      }),
      { search: ["one.example", "two.example"] },
    );
    expect(await here.settle(here.resolver.resolve("db"))).toEqual([{ host: "192.0.2.1", family: 4 }]);
  });
});
