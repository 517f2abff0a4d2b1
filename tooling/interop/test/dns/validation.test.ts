import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { reactor } from "@twist/core";
import { EDNS, Message, Name, Question, Rcode } from "@twist/dns";
import { TCPUpstream } from "@twist/dns/client";
import { DNSSECValidator, readKeyFiles } from "@twist/dns/dnssec";
import { A, DNSKEY, recordTypes } from "@twist/dns/records";
import { parseZone } from "@twist/dns/zone";
import { LocalFileSystem } from "@twist/core/filesystem";
import { describeWith } from "../../src/describe-with.js";
import type { RunningNameServer } from "../../src/dns/name-server.js";
import { startKnot } from "../../src/dns/start-knot.js";
import { startNamed } from "../../src/dns/start-named.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

const origin = Name.fromText("theirs.example.");
const zoneText = `$ORIGIN ${origin.toString()}
$TTL 300
@ SOA ns hostmaster 1 3600 900 1209600 60
@ NS ns
ns A 127.0.0.1
www A 192.0.2.1
*.wild TXT "wildcard"
deep.er.empty A 192.0.2.3
alias CNAME www
old DNAME new
host.new A 192.0.2.4
insecure NS ns.insecure
ns.insecure A 127.0.0.1
`;

const questions = [
  ["www", "A"],
  ["any.thing.wild", "TXT"],
  ["x.wild", "A"],
  ["alias", "A"],
  ["host.old", "A"],
  ["no.such", "A"],
  ["www", "AAAA"],
  ["er.empty", "A"],
  ["insecure", "DS"],
  ["", "SOA"],
  ["", "DNSKEY"],
] as const;

/** The zone signed by BIND's tools: keys of this algorithm, denial as these options of dnssec-signzone say. */
async function signedByBIND(algorithm: string, options: readonly string[]): Promise<string> {
  using folder = new TemporaryFolder();
  for (const flags of [["-f", "KSK"], []]) {
    const { code, stderr } = await runProgram("dnssec-keygen", ["-q", "-a", algorithm, ...flags, origin.toString()], {
      cwd: folder.path,
    });
    if (code !== 0) throw new Error(stderr);
  }
  const keys = readdirSync(folder.path).filter((name) => name.endsWith(".key"));
  writeFileSync(folder.file("zone"), zoneText + keys.map((name) => readFileSync(folder.file(name), "latin1")).join(""));
  const args = ["-o", origin.toString(), "-f", folder.file("signed"), ...options, folder.file("zone")];
  const { code, stderr } = await runProgram("dnssec-signzone", args, { cwd: folder.path });
  if (code !== 0) throw new Error(stderr);
  return readFileSync(folder.file("signed"), "latin1");
}

async function namedWith(algorithm: string, options: readonly string[]): Promise<RunningNameServer> {
  return startNamed({
    files: { "zone.db": await signedByBIND(algorithm, options) },
    statements: `zone "theirs.example" { type primary; file "zone.db"; };`,
    ready: [origin.toString()],
  });
}

/** Knot signs by itself. */
function knotWith(policy: string): Promise<RunningNameServer> {
  return startKnot({
    files: { "zone.db": zoneText },
    sections: `policy:
  - id: signed
${policy}
zone:
  - domain: theirs.example
    file: zone.db
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
    dnssec-signing: on
    dnssec-policy: signed`,
    ready: [origin.toString()],
  });
}

interface Signer {
  readonly program: string;
  readonly title: string;
  readonly start: () => Promise<RunningNameServer>;
}

const signers: readonly Signer[] = [
  { program: "dnssec-signzone", title: "ECDSAP256SHA256 and NSEC", start: () => namedWith("ECDSAP256SHA256", []) },
  {
    program: "dnssec-signzone",
    title: "ECDSAP384SHA384 and NSEC3",
    start: () => namedWith("ECDSAP384SHA384", ["-3", "-"]),
  },
  {
    program: "dnssec-signzone",
    title: "RSASHA256 and NSEC3 with salt",
    start: () => namedWith("RSASHA256", ["-3", "abcd", "-H", "5"]),
  },
  { program: "dnssec-signzone", title: "RSASHA512 and NSEC", start: () => namedWith("RSASHA512", []) },
  { program: "dnssec-signzone", title: "ED25519 and NSEC", start: () => namedWith("ED25519", []) },
  { program: "dnssec-signzone", title: "ED448 and NSEC3", start: () => namedWith("ED448", ["-3", "-"]) },
  {
    program: "knotd",
    title: "ed25519, one key and NSEC3",
    start: () =>
      knotWith("    algorithm: ed25519\n    single-type-signing: on\n    nsec3: on\n    nsec3-iterations: 0"),
  },
];

/** Asks a server, with DNSSEC's records. */
function askerOf(port: number) {
  const upstream = new TCPUpstream({ host: "127.0.0.1", port }, reactor);
  return {
    ask: (question: Question): PromiseLike<Message> =>
      upstream.exchange(new Message({ question: [question], edns: new EDNS({ dnssecOk: true }) })),
    [Symbol.dispose]: () => {
      upstream.close();
    },
  };
}

function questionOf(name: string, type: string): Question {
  const owner = name === "" ? origin : Name.fromText(name, origin);
  return new Question(owner, recordTypes.named(type)?.code ?? 0);
}

describe.each(signers)("what $program signs with $title", ({ program, start }) => {
  describeWith([program, "named"], "our validator", () => {
    it("finds secure, and bogus where it was changed", async () => {
      await using server = await start();
      using asker = askerOf(server.port);
      const keys = await asker.ask(questionOf("", "DNSKEY"));
      const validator = new DNSSECValidator({ trustAnchors: keys.answer.filter((record) => record.is(DNSKEY)) });
      for (const [name, type] of questions) {
        const response = await asker.ask(questionOf(name, type));
        const { status, errors } = await validator.validate(response, asker.ask);
        expect({ name, type, status, errors }).toEqual({ name, type, status: "secure", errors: [] });
      }
      const changed = await asker.ask(questionOf("www", "A"));
      changed.answer = changed.answer.map((record) =>
        record.is(A) ? (parseZone("www.theirs.example. 300 IN A 192.0.2.66", { origin: "." })[0] ?? record) : record,
      );
      expect((await validator.validate(changed, asker.ask)).status).toBe("bogus");
      const stripped = await asker.ask(questionOf("www", "A"));
      stripped.answer = stripped.answer.filter((record) => record.is(A));
      expect((await validator.validate(stripped, asker.ask)).status).toBe("bogus");
      const denied = await asker.ask(questionOf("no.such", "A"));
      denied.question = [questionOf("www", "A")];
      expect(denied.rcode).toBe(Rcode.NXDOMAIN);
      expect((await validator.validate(denied, asker.ask)).status).toBe("bogus");
    });
  });
});

describeWith(["dnssec-keygen"], "key files", () => {
  it.each(["RSASHA256", "ECDSAP256SHA256", "ECDSAP384SHA384", "ED25519", "ED448"])(
    "of dnssec-keygen -a %s are read",
    async (algorithm) => {
      using folder = new TemporaryFolder();
      const { stdout } = await runProgram("dnssec-keygen", ["-q", "-a", algorithm, "-f", "KSK", origin.toString()], {
        cwd: folder.path,
      });
      const name = stdout.toString().trim();
      const key = await readKeyFiles(new LocalFileSystem(folder.path, { readOnly: true }), `/${name}.key`);
      expect(name).toContain(`+${String(key.keyTag).padStart(5, "0")}`);
      const { stdout: ds } = await runProgram("dnssec-dsfromkey", ["-2", folder.file(`${name}.key`)]);
      const { digest } = key.ds();
      expect(ds.toString().replaceAll(/\s/g, "")).toContain(digest.toString("hex").toUpperCase());
    },
  );
});
