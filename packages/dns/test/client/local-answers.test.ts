import { describe, expect, it } from "@jest/globals";
import { Hosts } from "../../src/client/hosts.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, silence } from "./scripted-zone.js";

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

describe("StubResolver with local names", () => {
  const hosts = Hosts.parse("192.0.2.44 nas.home nas # the disk\n2001:db8::44 nas\n10.0.0.1 router\n");

  it("answers from the hosts file, both ways, and asks nobody", async () => {
    const here = await open(silence, { hosts });
    expect((await here.resolver.lookup("NAS", "A")).records.map(String)).toEqual(["NAS. 0 IN A 192.0.2.44"]);
    expect(await here.resolver.resolve("nas")).toHaveLength(2);
    const { records } = await here.resolver.reverse("192.0.2.44");
    expect(records.map(({ data }) => data.ptrdname.toString())).toEqual(["nas.home.", "nas."]);
    await expect(here.resolver.lookup("router", "AAAA")).rejects.toMatchObject({ code: "NODATA" });
    expect(here.server.asked).toHaveLength(0);
  });

  it("asks the servers for other types of a name in the hosts file", async () => {
    const here = await open(answerFrom({ "nas. TXT": ["nas. 60 IN TXT hello"] }), { hosts });
    expect((await here.settle(here.resolver.lookup("nas", "TXT"))).records).toHaveLength(1);
  });

  it("knows localhost, whatever servers say (RFC 6761 §6.3)", async () => {
    const here = await open(silence);
    expect(await here.resolver.resolve("localhost")).toEqual([
      { host: "::1", family: 6 },
      { host: "127.0.0.1", family: 4 },
    ]);
    expect((await here.resolver.lookup("db.localhost.", "A")).records).toHaveLength(1);
    await expect(here.resolver.lookup("localhost", "MX")).rejects.toMatchObject({ code: "NODATA" });
    expect((await here.resolver.reverse("127.0.0.1")).records.map(({ data }) => data.ptrdname.toString())).toEqual([
      "localhost.",
    ]);
    expect(here.server.asked).toHaveLength(0);
  });

  it.each(["x.invalid", "abcdef.onion", "printer.local", "4.3.254.169.in-addr.arpa"])(
    "asks no server for %s",
    async (name) => {
      const here = await open(silence);
      await expect(here.resolver.lookup(name, "A")).rejects.toMatchObject({ code: "NXDOMAIN" });
      expect((await here.resolver.query(new Question(Name.from(name), 1))).rcode).toBe(Rcode.NXDOMAIN);
      expect(here.server.asked).toHaveLength(0);
    },
  );

  it("asks for names under local where the network has such a zone: one that is ordinary, or searched", async () => {
    const zone = { "printer.corp.local. A": ["printer.corp.local. 60 IN A 192.0.2.5"] };
    const here = await open(answerFrom(zone), { ordinaryDomains: ["local"] });
    expect((await here.settle(here.resolver.lookup("printer.corp.local", "A"))).records).toHaveLength(1);
    const there = await open(answerFrom(zone), { search: ["corp.local"] });
    expect((await there.settle(there.resolver.lookup("printer", "A"))).records).toHaveLength(1);
  });

  it.each(["test", "example", "home.arpa"])("asks for names under %s as for any other", async (domain) => {
    const here = await open(answerFrom(known));
    await expect(here.settle(here.resolver.lookup(`x.${domain}`, "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    expect(here.server.asked).toHaveLength(1);
  });
});
