import { describe, expect, it } from "@jest/globals";
import { LocalFileSystem } from "@twist/core/filesystem";
import { Name } from "@twist/dns";
import { authoritative } from "@twist/dns/server";
import { transferZone, ZonePublisher } from "@twist/dns/transfer";
import { TSIGKey, TSIGKeyring } from "@twist/dns/tsig";
import { DNSUpdate, updates, updateZone, ZoneStore, ZoneUpdater } from "@twist/dns/update";
import { parseZone, Zone } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { serveDNS } from "../../src/dns/serve-dns.js";
import { startKnot } from "../../src/dns/start-knot.js";
import { startNamed } from "../../src/dns/start-named.js";
import { type ProgramEnd, runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

const origin = Name.fromText("update.example.");
const secret = Buffer.alloc(32, 5).toString("base64");
const key = new TSIGKey({ name: "update-key.", secret });
const zoneText = `$ORIGIN ${origin.toString()}
$TTL 300
@ SOA ns hostmaster 1 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
old A 192.0.2.1
old TXT "stays"
`;

/** Our primary, whose zone who has the key may change. Its changes are kept in `folder`. */
async function servePrimary(folder: TemporaryFolder) {
  const publisher = new ZonePublisher();
  const file = Zone.fromRecords(origin, parseZone(zoneText));
  const store = await ZoneStore.open(file, { files: new LocalFileSystem(folder.path), path: "/zone" });
  publisher.publish(store.zone);
  const updater = new ZoneUpdater({ publisher, zones: [{ origin, store }], allow: { keys: [key.name] } });
  const server = await serveDNS({
    handlers: [updates(updater), authoritative(publisher.zones)],
    keys: new TSIGKeyring([key]),
  });
  return {
    port: server.port,
    lines: (): string[] => Array.from(publisher.zones.get(origin)?.records() ?? [], String),
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Has nsupdate, or Knot's, say this to a server. */
function send(
  program: string,
  port: number,
  lines: readonly string[],
  withKey = key.name.toString(),
): Promise<ProgramEnd> {
  const signed = `key hmac-sha256:${withKey} ${secret}`;
  const input = [
    `server 127.0.0.1 ${String(port)}`,
    `zone ${origin.toString()}`,
    signed,
    "ttl 60",
    ...lines,
    "send",
    "",
  ];
  return runProgram(program, program === "nsupdate" ? [] : ["-r", "0"], { input: input.join("\n") });
}

describe.each(["nsupdate", "knsupdate"])("our zone, changed by %s", (program) => {
  describeWith([program], "signed with TSIG", () => {
    it("adds and removes records, and they are there after a restart", async () => {
      using folder = new TemporaryFolder();
      {
        await using ours = await servePrimary(folder);
        const end = await send(program, ours.port, [
          `prereq yxdomain old.${origin.toString()}`,
          `prereq nxdomain new.${origin.toString()}`,
          `update add new.${origin.toString()} 120 A 192.0.2.2`,
          `update add new.${origin.toString()} 120 A 192.0.2.3`,
          `update add text.${origin.toString()} 60 TXT "a;b" "c d"`,
          `update delete old.${origin.toString()} A`,
        ]);
        expect({ code: end.code, stderr: end.stderr }).toEqual({ code: 0, stderr: "" });
        expect(ours.lines()).toContain(`new.${origin.toString()} 120 IN A 192.0.2.3`);
      }
      await using again = await servePrimary(folder);
      expect(again.lines().sort()).toEqual(
        [
          `new.${origin.toString()} 120 IN A 192.0.2.2`,
          `new.${origin.toString()} 120 IN A 192.0.2.3`,
          `ns.${origin.toString()} 300 IN A 127.0.0.1`,
          `old.${origin.toString()} 300 IN TXT "stays"`,
          `text.${origin.toString()} 60 IN TXT "a;b" "c d"`,
          `${origin.toString()} 300 IN NS ns.${origin.toString()}`,
          `${origin.toString()} 300 IN SOA ns.${origin.toString()} hostmaster.${origin.toString()} 2 3600 900 1209600 60`,
        ].sort(),
      );
    });

    it.each([
      ["what a prerequisite forbids", [`prereq nxdomain old.update.example.`], key.name.toString(), /YXDOMAIN/],
      ["what is signed with another key", [], "other-key.", /NOTAUTH|BADKEY/],
    ])("is told no for %s, and nothing changes", async (_what, lines, keyName, rcode) => {
      using folder = new TemporaryFolder();
      await using ours = await servePrimary(folder);
      const before = ours.lines();
      const { code, stdout, stderr } = await send(
        program,
        ours.port,
        [...lines, "update add x.update.example. 60 A 192.0.2.9"],
        keyName,
      );
      expect(code).not.toBe(0);
      expect(stdout.toString() + stderr).toMatch(rcode);
      expect(ours.lines()).toEqual(before);
    });
  });
});

const bindKey = `key "update-key" { algorithm hmac-sha256; secret "${secret}"; };`;
const files = { "zone.db": zoneText };
const ready = [origin.toString()];

describe.each([
  {
    program: "named",
    start: () =>
      startNamed({
        files,
        ready,
        statements: `${bindKey}
zone "update.example" { type primary; file "zone.db"; allow-transfer { any; }; allow-update { key update-key; }; };`,
      }),
  },
  {
    program: "knotd",
    start: () =>
      startKnot({
        files,
        ready,
        sections: `key:
  - id: update-key
    algorithm: hmac-sha256
    secret: ${secret}
acl:
  - id: update
    key: update-key
    action: update
  - id: transfer
    address: 127.0.0.1
    action: transfer
zone:
  - domain: update.example
    file: zone.db
    acl: [update, transfer]`,
      }),
  },
])("our updates of a zone of $program", ({ program, start }) => {
  describeWith([program], "signed with TSIG", () => {
    it("add and remove records, under the conditions that they name", async () => {
      await using theirs = await start();
      const server = { host: "127.0.0.1", port: theirs.port };
      const update = new DNSUpdate(origin)
        .requireName("old.update.example.")
        .add("new.update.example. 120 IN A 192.0.2.2")
        .delete("old.update.example. IN A 192.0.2.1");
      await updateZone(update, { server, key });
      const zone = await transferZone(origin, { server });
      const lines = Array.from(zone.records(), String);
      expect(lines).toContain("new.update.example. 120 IN A 192.0.2.2");
      expect(lines.filter((line) => line.startsWith("old."))).toEqual(['old.update.example. 300 IN TXT "stays"']);
      await expect(updateZone(update.requireNoName("new.update.example."), { server, key })).rejects.toMatchObject({
        rcode: 6,
      });
      await expect(
        updateZone(new DNSUpdate(origin).add("y.update.example. 1 IN A 192.0.2.2"), { server }),
      ).rejects.toMatchObject({
        name: "UpdateError",
      });
    });
  });
});
