import { writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Name } from "@twist/dns";
import { SigningKey, signZone, type SignZoneOptions } from "@twist/dns/dnssec";
import { DNSKEY } from "@twist/dns/records";
import { authoritative } from "@twist/dns/server";
import { formatZone, parseZone, Zone, ZoneTable } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { dig } from "../../src/dns/dig.js";
import { sampleZone } from "../../src/dns/sample-zone.js";
import { serveDNS } from "../../src/dns/serve-dns.js";
import { startUnbound } from "../../src/dns/start-unbound.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { runTwist } from "../../src/twist.js";

const origin = Name.fromText("signed.example.");
const nowMs = Date.now();
const zone = Zone.fromRecords(
  origin,
  parseZone(`$ORIGIN ${origin.toString()}
$TTL 300
@ SOA ns hostmaster 1 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
www A 192.0.2.1
www A 192.0.2.2
*.wild TXT "wildcard"
deep.er.empty A 192.0.2.3
alias CNAME www
insecure NS ns.insecure
ns.insecure A 127.0.0.1
MiXeD.CaSe MX 10 Mail.Example.NET.
`),
);

type Denial = NonNullable<SignZoneOptions["denial"]>;

const nsec: Denial = "nsec";
const nsec3: Denial = { nsec3: {} };
const optOut: Denial = { nsec3: { salt: Buffer.from("abcd", "hex"), iterations: 5, optOut: true } };

/** Signed with a combined key, or with one for keys and one for all else. */
function signed(algorithm: 8 | 10 | 13 | 14 | 15 | 16, denial: Denial, split = false) {
  const keys = split
    ? [SigningKey.generate(origin, { algorithm, role: "ksk" }), SigningKey.generate(origin, { algorithm, role: "zsk" })]
    : [SigningKey.generate(origin, { algorithm })];
  return signZone(zone, keys, { nowMs, denial, zoneDigest: true, publishCDS: true });
}

const cases = [
  { title: "ECDSA P-256 and NSEC", zone: () => signed(13, nsec) },
  { title: "ECDSA P-256, two keys and NSEC3", zone: () => signed(13, nsec3, true) },
  { title: "ECDSA P-384 and NSEC3 with opt-out", zone: () => signed(14, optOut) },
  { title: "Ed25519, two keys and NSEC", zone: () => signed(15, nsec, true) },
  { title: "Ed448 and NSEC3", zone: () => signed(16, nsec3) },
  { title: "RSA with SHA-256 and NSEC", zone: () => signed(8, nsec) },
  { title: "RSA with SHA-512 and NSEC3", zone: () => signed(10, nsec3) },
];

describe.each(cases)("a zone that we sign, with $title", ({ zone: makeZone }) => {
  describeWith(["dnssec-verify"], "dnssec-verify", () => {
    it("finds nothing wrong", async () => {
      using folder = new TemporaryFolder();
      writeFileSync(folder.file("zone"), formatZone(makeZone().records()));
      // -z: a combined key signs all.
      const { code, stdout, stderr } = await runProgram("dnssec-verify", [
        "-z",
        "-o",
        origin.toString(),
        folder.file("zone"),
      ]);
      expect({ code, said: code === 0 ? "" : stdout.toString() + stderr }).toEqual({ code: 0, said: "" });
    });
  });

  describeWith(["ldns-verify-zone"], "ldns-verify-zone", () => {
    it("finds nothing wrong, and a digest that fits", async () => {
      using folder = new TemporaryFolder();
      writeFileSync(folder.file("zone"), formatZone(makeZone().records()));
      const { code, stdout, stderr } = await runProgram("ldns-verify-zone", ["-Z", folder.file("zone")]);
      expect({ code, said: code === 0 ? "" : stdout.toString() + stderr }).toEqual({ code: 0, said: "" });
    });
  });
});

/** A zone's keys as BIND's tools take trust anchors. */
function anchorsOf(secure: Zone): string {
  const keys = secure.get(origin, DNSKEY)?.records ?? [];
  const lines = keys.map(
    ({ data }) =>
      `"${origin.toString()}" static-key ${String(data.flags)} 3 ${String(data.algorithm)} "${data.publicKey.toString("base64")}";`,
  );
  return `trust-anchors { ${lines.join("\n")} };\n`;
}

const questions = [
  { title: "an answer", name: "www", type: "A", says: "; fully validated" },
  { title: "an answer from a wildcard", name: "any.thing.wild", type: "TXT", says: "; fully validated" },
  { title: "an alias", name: "alias", type: "A", says: "; fully validated" },
  { title: "another case", name: "mixed.case", type: "MX", says: "; fully validated" },
  { title: "no such name", name: "no.such", type: "A", says: "; negative response, fully validated" },
  { title: "no such data", name: "www", type: "AAAA", says: "; negative response, fully validated" },
  { title: "an empty non-terminal", name: "er.empty", type: "A", says: "; negative response, fully validated" },
  { title: "no such data of a wildcard", name: "x.wild", type: "A", says: "; negative response, fully validated" },
  { title: "no DS of a delegation", name: "insecure", type: "DS", says: "; negative response, fully validated" },
];

describe.each([
  { title: "NSEC", denial: nsec },
  { title: "NSEC3", denial: nsec3 },
  { title: "NSEC3 with salt, iterations and opt-out", denial: optOut },
])("our server, with a zone signed by us and $title", ({ denial }) => {
  // With opt-out it isn't proven that a delegation that isn't signed isn't there (RFC 5155 §9.2).
  const isProven = ({ name }: { readonly name: string }): boolean =>
    denial !== optOut || !["any.thing.wild", "x.wild", "no.such", "insecure"].includes(name);

  describeWith(["delv"], "asked by delv", () => {
    it.each(questions.filter(isProven))("proves $title", async ({ name, type, says }) => {
      const secure = signed(13, denial);
      using folder = new TemporaryFolder();
      writeFileSync(folder.file("anchors"), anchorsOf(secure));
      await using server = await serveDNS({ handlers: [authoritative(new ZoneTable([secure]))] });
      const { stdout, stderr } = await runProgram("delv", [
        ...["@127.0.0.1", "-p", String(server.port), "-a", folder.file("anchors"), `+root=${origin.toString()}`],
        ...[`${name}.${origin.toString()}`, type],
      ]);
      expect(stdout.toString() + stderr).toContain(says);
    });
  });

  describeWith(["unbound", "dig"], "behind a validating Unbound", () => {
    it("is secure", async () => {
      const secure = signed(13, denial);
      await using server = await serveDNS({ handlers: [authoritative(new ZoneTable([secure]))] });
      await using unbound = await startUnbound({
        server: (folder) => {
          const keys = secure.get(origin, DNSKEY)?.records ?? [];
          writeFileSync(folder.file("anchors"), keys.map((record) => `${record.toString()}\n`).join(""));
          return `  module-config: "validator iterator"\n  trust-anchor-file: "${folder.file("anchors")}"`;
        },
        clauses: `stub-zone:\n  name: "${origin.toString()}"\n  stub-addr: 127.0.0.1@${String(server.port)}`,
        ready: [origin.toString()],
      });
      for (const question of questions) {
        const { name, type } = question;
        const { status, flags } = await dig(unbound.port, ["+adflag", `${name}.${origin.toString()}`, type]);
        expect({ name, type, flags, status }).toMatchObject({
          status: name === "no.such" ? "NXDOMAIN" : "NOERROR",
          flags: isProven(question) ? "qr rd ra ad" : "qr rd ra",
        });
      }
    });
  });
});

describeWith(["dnssec-verify", "ldns-verify-zone"], "twist dns sign", () => {
  it("makes a key, signs a zone file with every type, and prints the DS for the parent", async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("interop.example.zone");
    writeFileSync(file, formatZone(sampleZone().records()));
    const { code, stdout, stderr } = await runTwist(["dns", "sign", file, "--generate", "ED25519", "--nsec3"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.toString()).toMatch(/interop\.example\. \S* ?IN DS \d+ 15 2 [0-9A-F]{64}/);
    const verified = await runProgram("dnssec-verify", ["-z", "-o", "interop.example.", `${file}.signed`]);
    expect({ code: verified.code, said: verified.code === 0 ? "" : verified.stderr }).toEqual({ code: 0, said: "" });
  });
});
