import { describe, expect, it } from "@jest/globals";
import { DS } from "../../src/records/ds.js";
import { DNSKEY } from "../../src/records/dnskey.js";
import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { signZone } from "../../src/dnssec/signing/sign-zone.js";
import { DNSSECValidator } from "../../src/dnssec/validation/dnssec-validator.js";
import type { Validation } from "../../src/dnssec/validation/validation.js";
import type { RecursiveResolverOptions } from "../../src/recursive/recursive-resolver.js";
import { A } from "../../src/records/a.js";
import { RRSIG } from "../../src/records/rrsig.js";
import { SOA } from "../../src/records/soa.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedErrorCode } from "../../src/wire/edns/extended-error.js";
import { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { Zone } from "../../src/zone/zone.js";
import type { Script } from "../exchange/name-server.js";
import { extendedErrors, Internet, rootAddress, texts, usualServers, zoneScript, zonesOf } from "./internet.js";

/** What the network's clocks show at first. */
const nowMs = Date.UTC(2000, 0, 1);

const keys = new Map([".", "com.", "example.com."].map((zone) => [zone, SigningKey.generate(zone)]));

function keyOf(zone: string): SigningKey {
  const key = keys.get(zone);
  if (key === undefined) throw new Error("there is no key");
  return key;
}

function signed(zone: Zone, secureChildren: readonly string[] = []): Zone {
  const key = keyOf(zone.origin.toString());
  const digests = secureChildren.map(
    (name) => new ResourceRecord({ name, type: DS, ttl: 3600, data: keys.get(name)?.ds() ?? key.ds() }),
  );
  return signZone(Zone.fromRecords(zone.origin, [...zone.records(), ...digests]), [key], { nowMs });
}

const wanted = (query: Message): void => {
  query.edns = new EDNS({ dnssecOk: true });
};

/** A world where `.`, `com.` and `example.com.` are signed, and `net.` isn't. */
async function signedInternet(options: RecursiveResolverOptions = {}, exampleText?: string): Promise<Internet> {
  const internet = await Internet.start();
  const serve = async (address: string, children: readonly string[], text?: string): Promise<void> => {
    const zones = zonesOf(text === undefined ? (usualServers[address] ?? {}) : { "example.com.": text });
    await internet.serve(address, zoneScript(zones.map((zone) => signed(zone, children))));
  };
  await serve(rootAddress, ["com."]);
  await serve("192.0.2.2", ["example.com."]);
  await serve("192.0.2.10", [], exampleText);
  const { reactor } = internet.network.host("resolver", { addresses: ["192.0.2.250"] });
  const root = keys.get(".");
  const anchor = new ResourceRecord({ name: ".", type: DNSKEY, ttl: 3600, data: root?.dnskey ?? fault() });
  internet.resolver({ validator: new DNSSECValidator({ trustAnchors: [anchor], clock: reactor }), ...options });
  return internet;
}

function fault(): never {
  throw new Error("there is no root key");
}

/** Has a server answer with an address that its zone doesn't have, under the signature of the one that it has. */
function forging(honest: Script): Script {
  return (asked) => {
    honest({
      ...asked,
      send: (response) => {
        const bytes = Buffer.isBuffer(response) ? response : response.encode();
        const at = bytes.indexOf(Buffer.from([198, 51, 100, 1]));
        if (at !== -1) bytes[at + 3] = 66;
        asked.send(bytes);
      },
    });
  };
}

function withoutSignatures(honest: Script): Script {
  return (asked) => {
    honest({
      ...asked,
      send: (response) => {
        const message = Buffer.isBuffer(response) ? Message.decode(response) : response;
        message.answer = message.answer.filter((record) => !record.is(RRSIG));
        message.authority = message.authority.filter((record) => !record.is(RRSIG));
        asked.send(message);
      },
    });
  };
}

describe("A RecursiveResolver with a validator", () => {
  it("says AD of what is signed from the trust anchor down, to who wants to know", async () => {
    const internet = await signedInternet();
    const response = await internet.ask("www.example.com.", "A", wanted);
    expect([response.ad, response.answer.map(({ type }) => type)]).toEqual([true, [1, 46]]);
    expect((await internet.ask("www.example.com.")).ad).toBe(false);
    const interested = await internet.ask("www.example.com.", "A", (query) => (query.ad = true));
    expect([interested.ad, interested.answer.length]).toEqual([true, 1]);
  });

  it("says AD of an alias, a DNAME, what doesn't exist, and what a wildcard stands for", async () => {
    const internet = await signedInternet(
      {},
      `${usualServers["192.0.2.10"]?.["example.com."] ?? ""}\n*.wild A 198.51.100.8`,
    );
    const ask = async (name: string, type = "A"): Promise<unknown[]> => {
      const { ad, rcode, answer } = await internet.ask(name, type, wanted);
      return [ad, rcode, answer.filter((record) => record.type !== 46).length];
    };
    expect(await ask("alias.example.com.")).toEqual([true, Rcode.NOERROR, 2]);
    expect(await ask("a.old.example.com.")).toEqual([true, Rcode.NOERROR, 3]);
    expect(await ask("nothing.example.com.")).toEqual([true, Rcode.NXDOMAIN, 0]);
    expect(await ask("www.example.com.", "MX")).toEqual([true, Rcode.NOERROR, 0]);
    expect(await ask("any.wild.example.com.")).toEqual([true, Rcode.NOERROR, 1]);
    // The second time from the cache, with the proof that nothing is nearer.
    expect(await ask("any.wild.example.com.")).toEqual([true, Rcode.NOERROR, 1]);
    expect(await ask("example.com.", "DNSKEY")).toEqual([true, Rcode.NOERROR, 1]);
    expect(await ask("example.com.", "DS")).toEqual([true, Rcode.NOERROR, 1]);
  });

  it("answers without AD from a zone that is proven not to be signed", async () => {
    const internet = await signedInternet();
    const response = await internet.ask("www.example.net.", "A", wanted);
    expect([response.ad, response.rcode, texts(response).length]).toEqual([false, Rcode.NOERROR, 1]);
    const mixed = await internet.ask("far.example.com.", "A", wanted);
    expect([mixed.ad, mixed.rcode]).toEqual([false, Rcode.NOERROR]);
  });

  it("says SERVFAIL, and why, to an answer that was changed; and gives it to who doesn't want it checked (CD)", async () => {
    const internet = await signedInternet();
    const zones = zonesOf(usualServers["192.0.2.10"] ?? {}).map((zone) => signed(zone));
    await internet.serve("192.0.2.10", forging(zoneScript(zones)));
    const bogus = await internet.ask("www.example.com.");
    expect([bogus.rcode, bogus.answer, ...extendedErrors(bogus)]).toEqual([Rcode.SERVFAIL, [], 6]);
    const unchecked = await internet.ask("www.example.com.", "A", (query) => (query.cd = true));
    expect([unchecked.ad, texts(unchecked)]).toEqual([false, ["www.example.com. 3600 IN A 198.51.100.66"]]);
    internet.takeAsked();
    // It isn't checked again at once (RFC 9520), nor believed because somebody else didn't want it checked.
    const again = await internet.ask("www.example.com.");
    expect([again.rcode, ...extendedErrors(again)]).toEqual([Rcode.SERVFAIL, 13]);
    expect(internet.takeAsked()).toEqual([]);
  });

  it("believes the truth once the server tells it again", async () => {
    const internet = await signedInternet();
    const honest = zoneScript(zonesOf(usualServers["192.0.2.10"] ?? {}).map((zone) => signed(zone)));
    await internet.serve("192.0.2.10", forging(honest));
    await internet.ask("www.example.com.");
    await internet.serve("192.0.2.10", honest);
    await internet.network.run(6_000);
    expect((await internet.ask("www.example.com.", "A", wanted)).ad).toBe(true);
  });

  it("asks another server of the zone where one tells what isn't true, also of the keys", async () => {
    const example = `@ NS ns1\n@ NS ns2\nns1 A 192.0.2.10\nns2 A 192.0.2.12\nwww A 198.51.100.1`;
    for (const poison of [forging, withoutSignatures]) {
      const internet = await signedInternet({}, example);
      const com = `ns A 192.0.2.2\nexample NS ns1.example\nexample NS ns2.example
        ns1.example A 192.0.2.10\nns2.example A 192.0.2.12`;
      await internet.serve(
        "192.0.2.2",
        zoneScript(zonesOf({ "com.": com }).map((zone) => signed(zone, ["example.com."]))),
      );
      const honest = zoneScript(zonesOf({ "example.com.": example }).map((zone) => signed(zone)));
      await internet.serve("192.0.2.12", honest);
      await internet.serve("192.0.2.10", poison(honest));
      // Whichever of them is asked first.
      for (const name of ["www.example.com.", "no.example.com.", "other.example.com.", "more.example.com."]) {
        const response = await internet.ask(name, "A", wanted);
        expect([name, response.ad, response.rcode]).toEqual([name, true, name.startsWith("www") ? 0 : 3]);
      }
    }
  });

  it("asks once more where the signatures that it has kept are over, and the zone has new ones", async () => {
    const internet = await signedInternet();
    const zones = zonesOf(usualServers["192.0.2.10"] ?? {});
    const signedUntil = (expirationMs: number): Script =>
      zoneScript(zones.map((zone) => signZone(zone, [keyOf("example.com.")], { nowMs, expirationMs, jitterMs: 0 })));
    await internet.serve("192.0.2.10", signedUntil(nowMs + 600_000));
    expect((await internet.ask("www.example.com.", "A", wanted)).ad).toBe(true);
    await internet.serve("192.0.2.10", signedUntil(nowMs + 6_000_000));
    await internet.network.run(900_000);
    const response = await internet.ask("www.example.com.", "A", wanted);
    expect([response.ad, response.rcode]).toEqual([true, Rcode.NOERROR]);
  });

  it("lets nobody keep an answer for longer than its signatures last (RFC 4035 §5.3.3)", async () => {
    const internet = await signedInternet();
    const [zone] = zonesOf(usualServers["192.0.2.10"] ?? {});
    if (zone === undefined) throw new Error("there is no zone");
    const times = { nowMs, expirationMs: nowMs + 600_000, jitterMs: 0 };
    await internet.serve("192.0.2.10", zoneScript([signZone(zone, [keyOf("example.com.")], times)]));
    const response = await internet.ask("www.example.com.", "A", wanted);
    expect(response.ad).toBe(true);
    for (const { ttl } of response.answer) expect(ttl).toBeLessThanOrEqual(600);
    // What is cached is no exception.
    await internet.network.run(300_000);
    for (const { ttl } of (await internet.ask("www.example.com.", "A", wanted)).answer)
      expect(ttl).toBeLessThanOrEqual(300);
  });

  it("keeps neither a denial nor keys that aren't true", async () => {
    const internet = await signedInternet();
    const honest = zoneScript(zonesOf(usualServers["192.0.2.10"] ?? {}).map((zone) => signed(zone)));
    await internet.serve("192.0.2.10", (asked) => {
      const reply = asked.message.reply({ rcode: Rcode.NXDOMAIN });
      reply.aa = true;
      reply.authority = zonesOf({ "example.com.": "" }).flatMap((zone) => [...zone.records()].filter((r) => r.is(SOA)));
      asked.send(reply);
    });
    for (const name of ["www.example.com.", "below.www.example.com."]) {
      expect((await internet.ask(name, "A", wanted)).rcode).toBe(Rcode.SERVFAIL);
    }
    await internet.serve("192.0.2.10", honest);
    await internet.network.run(6_000);
    expect((await internet.ask("www.example.com.", "A", wanted)).ad).toBe(true);
  });

  it("looks once only for what takes too much work to check", async () => {
    let checks = 0;
    const errors = [{ infoCode: ExtendedErrorCode.OTHER, extraText: "too many signatures" }];
    const validate = (): Promise<Validation> => {
      checks += 1;
      return Promise.resolve({ status: "bogus", errors });
    };
    const internet = await signedInternet({ validator: { validate } });
    expect((await internet.ask("www.example.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect([checks, internet.asked.length]).toEqual([1, 3]);
  });

  it("says SERVFAIL where the signatures are left out", async () => {
    const internet = await signedInternet();
    await internet.serve("192.0.2.10", zoneScript(usualServers["192.0.2.10"] ?? {}));
    expect((await internet.ask("www.example.com.")).rcode).toBe(Rcode.SERVFAIL);
  });

  it("checks nothing that it says itself", async () => {
    const internet = await signedInternet();
    const response = await internet.ask("localhost.", "A", wanted);
    expect([response.rcode, response.ad, response.answer[0]?.is(A)]).toEqual([Rcode.NOERROR, false, true]);
  });

  it("spends what validation takes from the same budget", async () => {
    const internet = await signedInternet({ limits: { maxQueries: 4 } });
    expect((await internet.ask("www.example.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.asked.length).toBe(4);
  });
});
