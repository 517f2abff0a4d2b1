import { describe, expect, it } from "@jest/globals";
import { Hosts } from "../../src/client/hosts.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom } from "./scripted-zone.js";

const open = clientWorlds();

describe("StubResolver that denies private addresses", () => {
  const zone = {
    "rebind.example. A": ["rebind.example. 1 IN A 192.168.1.1"],
    "both.example. A": ["both.example. 1 IN A 10.0.0.1", "both.example. 1 IN A 192.0.2.1"],
    "six.example. AAAA": ["six.example. 1 IN AAAA fd00::1"],
    "mapped.example. AAAA": ["mapped.example. 1 IN AAAA ::ffff:127.0.0.1"],
    "alias.example. A": ["alias.example. 1 IN CNAME printer.corp.example.", "printer.corp.example. 1 IN A 10.0.0.9"],
    "printer.corp.example. A": ["printer.corp.example. 1 IN A 10.0.0.9"],
    "hint.example. HTTPS": ["hint.example. 1 IN HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1,192.168.1.1"],
    "hint6.example. SVCB": ["hint6.example. 1 IN SVCB 1 . ipv6hint=fe80::1"],
    "fine.example. HTTPS": ["fine.example. 1 IN HTTPS 1 . ipv4hint=192.0.2.1", "fine.example. 1 IN HTTPS 2 ."],
  };

  it.each([
    ["rebind.example", "A"],
    ["six.example", "AAAA"],
    ["mapped.example", "AAAA"],
    ["alias.example", "A"],
    ["hint.example", "HTTPS"],
    ["hint6.example", "SVCB"],
  ] as const)("fails for %s, whose addresses are all private", async (name, type) => {
    const here = await open(answerFrom(zone), { denyPrivateAddresses: { allowedDomains: ["corp.example"] } });
    await expect(here.settle(here.resolver.lookup(name, type))).rejects.toMatchObject({ code: "PRIVATE_ADDRESS" });
  });

  it("lets records through whose hints are public, or that have none", async () => {
    const here = await open(answerFrom(zone), { denyPrivateAddresses: true });
    expect((await here.settle(here.resolver.lookup("fine.example", "HTTPS"))).records).toHaveLength(2);
  });

  it("takes private addresses out from between others", async () => {
    const here = await open(answerFrom(zone), { denyPrivateAddresses: true });
    const { records } = await here.settle(here.resolver.lookup("both.example", "A"));
    expect(records.map(({ data }) => data.address)).toEqual(["192.0.2.1"]);
  });

  it("lets them through for the own domains, for localhost and for what the hosts file says", async () => {
    const here = await open(answerFrom(zone), {
      denyPrivateAddresses: { allowedDomains: ["corp.example"] },
      hosts: Hosts.parse("10.1.1.1 nas\n"),
    });
    expect((await here.settle(here.resolver.lookup("printer.corp.example", "A"))).records).toHaveLength(1);
    expect(await here.resolver.resolve("localhost")).toHaveLength(2);
    expect(await here.resolver.resolve("nas")).toHaveLength(1);
  });

  it("lets them through where it isn't told to deny them", async () => {
    const here = await open(answerFrom(zone));
    expect((await here.settle(here.resolver.lookup("rebind.example", "A"))).records).toHaveLength(1);
  });
});
