import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ipAddress, Logger } from "@twist/core";
import { OptionsError, type ServiceContext } from "@twist/core/application";
import { LocalFileSystem } from "@twist/core/filesystem";
import { MemoryReactor } from "@twist/core/testing";
import { serveZones, type ZoneServing } from "../../src/command/serve-zones.js";
import type { ZoneOptionValues } from "../../src/command/zone-options.js";
import { CanonicalSet } from "../../src/dnssec/canonical-set.js";
import { keyTag } from "../../src/dnssec/key-tag.js";
import { publicKeyOf } from "../../src/dnssec/public-key.js";
import { signatureTime, timeFault } from "../../src/dnssec/signature-time.js";
import { keyFileName, writeKeyFiles } from "../../src/dnssec/signing/key-files.js";
import { SigningKey } from "../../src/dnssec/signing/signing-key.js";
import { verifySignature } from "../../src/dnssec/verify-signature.js";
import { DNSKEY } from "../../src/records/dnskey.js";
import { NSEC } from "../../src/records/nsec.js";
import { SOA } from "../../src/records/soa.js";
import { chainHandlers, isMessage } from "../../src/server/dns-handler.js";
import { DNSQuery } from "../../src/server/dns-query.js";
import { DNSUpdate } from "../../src/update/dns-update.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { QueryType } from "../../src/wire/query-type.js";
import { rcodeText } from "../../src/wire/rcode.js";
import { Zone } from "../../src/zone/zone.js";

const none: ZoneOptionValues = {
  keyFile: [],
  allowTransfer: [],
  notify: [],
  secondary: [],
  allowUpdate: [],
  dnssecKey: [],
  journal: undefined,
};

let folder = "";
let reactor: MemoryReactor;
const running: ZoneServing[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "twist-dns-"));
  reactor = new MemoryReactor();
  await write("keys", 'key "admin." { algorithm hmac-sha256; secret "c2VjcmV0IHNlY3JldA=="; };');
  await write("example.zone", zone(1));
});

afterEach(async () => {
  for (const { service } of running.splice(0)) await service.stopService();
  await rm(folder, { recursive: true });
});

function zone(serial: number, rest = ""): string {
  return `@ 60 SOA ns h ${String(serial)} 3600 900 604800 60\n@ 60 NS ns\nns 60 A 192.0.2.1\n${rest}`;
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), text);
}

function load(options: Partial<ZoneOptionValues> = {}, paths = [join(folder, "example.zone")]): Promise<ZoneServing> {
  const context: ServiceContext = {
    reactor,
    log: new Logger("test"),
    checkers: [],
    listening: () => undefined,
    print: () => undefined,
  };
  return serveZones(paths, { ...none, ...options }, context);
}

async function started(options: Partial<ZoneOptionValues> = {}): Promise<ZoneServing> {
  const serving = await load(options);
  running.push(serving);
  await serving.service.startService();
  return serving;
}

async function respond(
  serving: ZoneServing,
  message: Message,
  keyName?: string,
  transport: "tcp" | "tls" = "tcp",
): Promise<Message> {
  const [question = new Question(Name.root, 1)] = message.question;
  const origin = { transport, peer: ipAddress("tcp", "192.0.2.9", 5353), clock: reactor } as const;
  const query = new DNSQuery(message, question, origin, keyName === undefined ? undefined : Name.fromText(keyName));
  const answer = await chainHandlers(serving.handlers)(query);
  if (answer === undefined) throw new Error("it isn't answered");
  if (isMessage(answer)) return answer;
  for await (const first of answer) return first;
  throw new Error("the answer is empty");
}

async function rcode(...asked: Parameters<typeof respond>): Promise<string> {
  return rcodeText((await respond(...asked)).rcode);
}

async function serial(serving: ZoneServing): Promise<number> {
  const [soa] = (await respond(serving, Message.query("example.", SOA.code))).answer;
  return soa?.is(SOA) === true ? soa.data.serial : -1;
}

/** Until the files have been read. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await stat(folder);
}

describe("serveZones", () => {
  it("answers from the zone, and refuses transfers and updates", async () => {
    const serving = await started();
    expect(await serial(serving)).toBe(1);
    expect(await rcode(serving, Message.query("example.", QueryType.AXFR))).toBe("REFUSED");
    expect(await rcode(serving, new DNSUpdate("example.").deleteName("ns").toMessage())).toBe("NOTAUTH");
  });

  it("reads the files again upon SIGHUP", async () => {
    const serving = await started();
    await write("example.zone", zone(2));
    reactor.sendSignal("SIGHUP");
    await until(async () => (await serial(serving)) === 2);
  });

  it.each([
    ["an address", "192.0.2.9", undefined, "NOERROR"],
    ["a network", "192.0.2.0/24", undefined, "NOERROR"],
    ["another network", "198.51.100.0/24", undefined, "REFUSED"],
    ["a key", "key:admin", "admin.", "NOERROR"],
    ["a key that wasn't used", "key:admin", undefined, "REFUSED"],
  ])("hands zones out to %s", async (_what, who, keyName, expected) => {
    const serving = await started({ keyFile: [join(folder, "keys")], allowTransfer: [who] });
    expect(await rcode(serving, Message.query("example.", QueryType.AXFR), keyName)).toBe(expected);
  });

  it.each(["tls:192.0.2.9", "tls:key:admin"])("hands zones out to %s by TLS, and not by TCP", async (who) => {
    const serving = await started({ keyFile: [join(folder, "keys")], allowTransfer: [who] });
    const query = Message.query("example.", QueryType.AXFR);
    expect(await rcode(serving, query, "admin.")).toBe("REFUSED");
    expect(await rcode(serving, query, "admin.", "tls")).toBe("NOERROR");
  });

  it("takes updates that are signed, and has them after a restart", async () => {
    const options = { keyFile: [join(folder, "keys")], allowUpdate: ["admin"], journal: folder };
    const update = new DNSUpdate("example.").add("www 60 A 192.0.2.80").toMessage();
    const before = await started(options);
    expect(await rcode(before, update)).toBe("REFUSED");
    expect(await rcode(before, update, "admin.")).toBe("NOERROR");
    await running.pop()?.service.stopService();
    const after = await started(options);
    expect(await serial(after)).toBe(2);
    await write("example.zone", zone(5));
    reactor.sendSignal("SIGHUP");
    await until(async () => (await serial(after)) === 5);
  });

  it("has the updates of before also where nobody may make more, and keeps no store of a zone that never changed", async () => {
    const options = { keyFile: [join(folder, "keys")], allowUpdate: ["admin"], journal: folder };
    const update = new DNSUpdate("example.").add("www 60 A 192.0.2.80").toMessage();
    expect(await rcode(await started(options), update, "admin.")).toBe("NOERROR");
    await running.pop()?.service.stopService();
    const after = await started({ ...options, allowUpdate: [] });
    expect(await serial(after)).toBe(2);
    expect(await rcode(after, update, "admin.")).toBe("REFUSED");
    await running.pop()?.service.stopService();
    await mkdir(join(folder, "other"));
    expect(await serial(await started({ journal: join(folder, "other") }))).toBe(1);
    expect(await readdir(join(folder, "other"))).toEqual([]);
  });

  it("is SERVFAIL for a secondary zone that it doesn't have yet", async () => {
    const serving = await started({ secondary: ["other=192.0.2.53"] });
    expect(await rcode(serving, Message.query("www.other.", 1))).toBe("SERVFAIL");
  });

  it.each<[string, Partial<ZoneOptionValues>, RegExp]>([
    ["updates without a journal", { keyFile: ["keys"], allowUpdate: ["admin"] }, /^--allow-update needs --journal/],
    [
      "a key that isn't there",
      { allowTransfer: ["key:admin"] },
      /^--allow-transfer: no --key-file holds the key admin/,
    ],
    ["somebody who is none", { allowTransfer: ["everybody"] }, /^--allow-transfer: /],
    ["somebody who is none, by TLS", { allowTransfer: ["tls:everybody"] }, /^--allow-transfer: /],
    ["a server that is none", { notify: ["ns.example"] }, /^--notify takes the address/],
    ["a server's key that isn't there", { notify: ["192.0.2.1,admin"] }, /^--notify: no --key-file/],
    ["a secondary zone without a server", { secondary: ["example.com"] }, /^--secondary takes ZONE=HOST/],
    [
      "a secondary zone that is one of the files too",
      { secondary: ["Example=192.0.2.1"] },
      /^--secondary: example\. is/,
    ],
    ["a journal directory that isn't there", { journal: "/nowhere/at/all" }, /^--journal: \/nowhere\/at\/all/],
    ["a key that signs, without a journal", { dnssecKey: ["Kexample.+013+1"] }, /^--dnssec-key/],
    ["a secondary zone whose name is none", { secondary: ["a..b=192.0.2.1"] }, /^--secondary: a\.\.b/],
  ])("refuses %s", async (_what, options, message) => {
    const loading = load({ ...options, keyFile: (options.keyFile ?? []).map((name) => join(folder, name)) });
    await expect(loading).rejects.toThrow(OptionsError);
    await expect(loading).rejects.toThrow(message);
  });

  it("has a secondary zone from any of the servers that are named for it", async () => {
    await started({ secondary: ["other=192.0.2.53", "other=192.0.2.54"] });
    for (const host of ["192.0.2.53", "192.0.2.54"]) {
      reactor.advance(0);
      await until(() => Promise.resolve(reactor.connects.length > 0));
      const attempt = reactor.connects.pop();
      expect(attempt?.request.peer).toMatchObject({ host });
      attempt?.fail(new Error("nobody there"));
    }
  });

  it("refuses two files of one zone", async () => {
    const path = join(folder, "example.zone");
    await expect(load({}, [path, path])).rejects.toThrow(/^--zone: .*two files hold it/);
  });

  it("refuses a zone file that can't be used, and a journal that is damaged", async () => {
    await write("example.zone", "@ 60 SOA");
    await expect(load()).rejects.toThrow(/^--zone: .*example\.zone/);
    await write("example.zone", zone(1));
    await write("example..journal", "something else");
    const options = { keyFile: [join(folder, "keys")], allowUpdate: ["admin"], journal: folder };
    await expect(load(options)).rejects.toThrow(/^--journal: /);
  });
});

describe("a zone that --dnssec-key signs", () => {
  const key = SigningKey.generate("example.");
  const dayMs = 86_400_000;
  const update = new DNSUpdate("example.").add("www 60 A 192.0.2.80").toMessage();

  async function options(...keys: SigningKey[]): Promise<Partial<ZoneOptionValues>> {
    const files = new LocalFileSystem(folder);
    const made = await Promise.all(keys.map((one) => writeKeyFiles(files, "/", one)));
    return {
      keyFile: [join(folder, "keys")],
      allowTransfer: ["192.0.2.9"],
      allowUpdate: ["admin"],
      journal: folder,
      dnssecKey: made.map((path) => join(folder, path)),
    };
  }

  /** The whole zone. Each of its signatures holds, for two days more at least; and there is one wherever there has to be. */
  async function signedZone(serving: ZoneServing): Promise<Zone> {
    const { answer } = await respond(serving, Message.query("example.", QueryType.AXFR));
    const signed = Zone.fromRecords(Name.fromText("example."), answer);
    const keys = signed.apex.get(DNSKEY)?.records.map(({ data }) => data) ?? [];
    const later = signatureTime(reactor.wallTime() + 2 * dayMs);
    for (const { signatures, records } of signed.nodes.flatMap(({ sets }) => sets)) {
      expect(signatures).not.toHaveLength(0);
      for (const { data } of signatures) {
        const made = keys.find((one) => keyTag(one) === data.keyTag);
        const publicKey = made && publicKeyOf(13, made.publicKey);
        expect(publicKey && verifySignature(data, new CanonicalSet(records), publicKey)).toBe(true);
        expect(timeFault(data, later)).toBeUndefined();
      }
    }
    return signed;
  }

  const owners = (signed: Zone): string[] => signed.nodes.map(({ name }) => name.toString());

  it("is signed when it is loaded, with a serial that secondaries notice", async () => {
    const signed = await signedZone(await started(await options(key)));
    expect([signed.serial, owners(signed)]).toEqual([2, ["example.", "ns.example."]]);
  });

  it("is signed again after each update, and has all of it after a restart", async () => {
    const given = await options(key);
    const before = await started(given);
    expect(await rcode(before, update, "admin.")).toBe("NOERROR");
    const signed = await signedZone(before);
    expect([signed.serial, owners(signed)]).toEqual([3, ["example.", "ns.example.", "www.example."]]);
    await running.pop()?.service.stopService();
    const after = await signedZone(await started(given));
    expect(Array.from(after.records(), String).sort()).toEqual(Array.from(signed.records(), String).sort());
  });

  it("has new signatures at once where the old ones have ended while nothing ran", async () => {
    const given = await options(key);
    await started(given);
    await running.pop()?.service.stopService();
    reactor.advance(30 * dayMs);
    const after = await started(given);
    await until(async () => (await serial(after)) > 2);
    await signedZone(after);
  });

  it("is signed with a key that comes later too", async () => {
    const unsigned = await options();
    expect(await serial(await started(unsigned))).toBe(1);
    await running.pop()?.service.stopService();
    const serving = await started(await options(key));
    expect((await signedZone(serving)).serial).toBe(2);
    expect(await rcode(serving, update, "admin.")).toBe("NOERROR");
    await running.pop()?.service.stopService();
    const more = SigningKey.generate("example.");
    const first = (await options(more)).dnssecKey ?? [];
    const dnssecKey = [...first, join(folder, `${keyFileName(key)}.key`)];
    const both = await signedZone(await started({ ...unsigned, dnssecKey }));
    expect([both.serial, both.apex.get(DNSKEY)?.records.length]).toEqual([4, 2]);
  });

  it("is taken from its file again where that has a higher serial, and signed", async () => {
    const serving = await started(await options(key));
    expect(await rcode(serving, update, "admin.")).toBe("NOERROR");
    await write("example.zone", zone(5, "ftp 60 A 192.0.2.21\n"));
    reactor.sendSignal("SIGHUP");
    await until(async () => (await serial(serving)) === 5);
    expect(owners(await signedZone(serving))).toEqual(["example.", "ftp.example.", "ns.example."]);
  });

  it("keeps to NSEC3 where its file has an NSEC3PARAM record", async () => {
    await write("example.zone", zone(1, "@ 0 NSEC3PARAM 1 0 0 -\n"));
    const serving = await started(await options(key));
    expect(await rcode(serving, update, "admin.")).toBe("NOERROR");
    const signed = await signedZone(serving);
    expect([signed.apex.has(NSEC.code), signed.hashedNodes.length]).toEqual([false, 3]);
  });

  it("has to be one of the files", async () => {
    await expect(load(await options(SigningKey.generate("other.")))).rejects.toThrow(
      /^--dnssec-key: no --zone is other\./,
    );
  });
});
