import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { reactor } from "@twist/core";
import { Name } from "@twist/dns";
import { DNSSECValidator, SigningKey, signZone } from "@twist/dns/dnssec";
import { recursive, RecursiveResolver } from "@twist/dns/recursive";
import { authoritative, cache } from "@twist/dns/server";
import { formatZone, parseZone, Zone, ZoneTable } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { DisposedTogether } from "../../src/disposed-together.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import { serveDNS } from "../../src/dns/serve-dns.js";
import { startKnot } from "../../src/dns/start-knot.js";
import { startNSD } from "../../src/dns/start-nsd.js";
import { startUnbound } from "../../src/dns/start-unbound.js";

/** All name servers of a tree are at port 53, which only root may have. */
const rootIt = process.getuid?.() === 0 ? it : it.skip;

interface SignedZone {
  readonly zone: Zone;
  readonly key: SigningKey;
}

const nowMs = Date.now();

function signed(origin: string, text: string): SignedZone {
  const key = SigningKey.generate(origin);
  const zone = Zone.fromRecords(Name.fromText(origin), parseZone(`$TTL 300\n${text}`, { origin }));
  return { zone: signZone(zone, [key], { nowMs, denial: origin === "." ? "nsec" : { nsec3: {} } }), key };
}

/** A root, a zone below it and one below that, each at an address of its own in 127.53.NET.0; and one that isn't signed. */
function tree(net: number): {
  readonly zones: readonly (readonly [address: string, zone: Zone])[];
  readonly root: SignedZone;
} {
  const at = (host: number): string => `127.53.${String(net)}.${String(host)}`;
  const leaf = signed(
    "leaf.example.",
    `@ SOA ns h 1 3600 900 1209600 60
@ NS ns
ns A ${at(3)}
www A 192.0.2.80
away CNAME www.plain.example.
*.wild TXT "wildcard"
big TXT ${Array.from({ length: 8 }, () => `"${"x".repeat(250)}"`).join(" ")}`,
  );
  const plain = Zone.fromRecords(
    Name.fromText("plain.example."),
    parseZone(`$TTL 300\n@ SOA ns h 1 3600 900 1209600 60\n@ NS ns\nns A ${at(4)}\nwww A 192.0.2.81\n`, {
      origin: "plain.example.",
    }),
  );
  const ds = ({ key }: SignedZone): string => {
    const { keyTag, algorithm, digestType, digest } = key.ds();
    return `DS ${String(keyTag)} ${String(algorithm)} ${String(digestType)} ${digest.toString("hex")}`;
  };
  const example = signed(
    "example.",
    `@ SOA ns h 1 3600 900 1209600 60
@ NS ns
ns A ${at(2)}
leaf NS ns.leaf
leaf ${ds(leaf)}
ns.leaf A ${at(3)}
plain NS ns.plain
ns.plain A ${at(4)}`,
  );
  const root = signed(
    ".",
    `@ SOA ns.root. h.root. 1 3600 900 1209600 60
@ NS ns.root.
ns.root. A ${at(1)}
example. NS ns.example.
example. ${ds(example)}
ns.example. A ${at(2)}`,
  );
  return {
    zones: [
      [at(1), root.zone],
      [at(2), example.zone],
      [at(3), leaf.zone],
      [at(4), plain],
    ],
    root,
  };
}

const questions = [
  { name: "www.leaf.example.", type: "A", status: "NOERROR", secure: true },
  { name: "x.wild.leaf.example.", type: "TXT", status: "NOERROR", secure: true },
  { name: "big.leaf.example.", type: "TXT", status: "NOERROR", secure: true },
  { name: "nowhere.leaf.example.", type: "A", status: "NXDOMAIN", secure: true },
  { name: "www.leaf.example.", type: "AAAA", status: "NOERROR", secure: true },
  { name: "nowhere.", type: "A", status: "NXDOMAIN", secure: true },
  { name: "www.plain.example.", type: "A", status: "NOERROR", secure: false },
  { name: "away.leaf.example.", type: "A", status: "NOERROR", secure: false },
];

async function askAll(port: number): Promise<void> {
  for (const { name, type, status, secure } of questions) {
    const answer = await dig(port, ["+adflag", name, type]);
    expect({ name, type, status: answer.status, flags: answer.flags }).toEqual({
      name,
      type,
      status,
      flags: secure ? "qr rd ra ad" : "qr rd ra",
    });
  }
  expect(recordsIn(await dig(port, ["away.leaf.example.", "A"]), "ANSWER").map(String)).toEqual([
    expect.stringMatching(/^away\.leaf\.example\. \d+ IN CNAME www\.plain\.example\.$/),
    expect.stringMatching(/^www\.plain\.example\. \d+ IN A 192\.0\.2\.81$/),
  ]);
}

describeWith(["knotd", "nsd", "dig"], "our recursive resolver, in a tree of Knot and NSD", () => {
  rootIt("finds and validates, from the root on", async () => {
    const { zones, root } = tree(1);
    await using servers = new DisposedTogether();
    for (const [host, zone] of zones) {
      const origin = zone.origin.toString();
      const common = { files: { "zone.db": formatZone(zone.records()) }, host, port: 53, ready: [origin] };
      const server = origin.endsWith("example.")
        ? await startNSD({ ...common, clauses: `zone:\n  name: "${origin}"\n  zonefile: zone.db` })
        : await startKnot({ ...common, sections: `zone:\n  - domain: "${origin}"\n    file: zone.db` });
      servers.use(server);
    }
    const [[address] = [""]] = zones;
    const validator = new DNSSECValidator({ trustAnchors: root.zone.apex.get(48)?.records ?? [] });
    const resolver = new RecursiveResolver(
      {
        rootHints: [{ name: Name.fromText("ns.root."), addresses: [address] }],
        allowPrivateServers: true,
        specialNames: false,
        families: [4],
        validator,
      },
      reactor,
    );
    await using ours = await serveDNS({ handlers: [cache(), recursive(resolver)] });
    await askAll(ours.port);
    resolver.close();
  });
});

describeWith(["unbound", "dig"], "Unbound, in a tree of our servers", () => {
  rootIt("finds and validates, from the root on", async () => {
    const { zones, root } = tree(2);
    await using servers = new DisposedTogether();
    for (const [host, zone] of zones) {
      const handlers = [authoritative(new ZoneTable([zone]))];
      servers.use(await serveDNS({ handlers }, { host, port: 53 }));
    }
    await using unbound = await startUnbound({
      server: (folder) => {
        const anchors = (root.zone.apex.get(48)?.records ?? []).map((record) => `${record.toString()}\n`);
        writeFileSync(folder.file("anchors"), anchors.join(""));
        writeFileSync(folder.file("hints"), `. 3600 NS ns.root.\nns.root. 3600 A ${zones[0]?.[0] ?? ""}\n`);
        return `  module-config: "validator iterator"\n  root-hints: "${folder.file("hints")}"\n  trust-anchor-file: "${folder.file("anchors")}"`;
      },
      ready: ["example."],
    });
    await askAll(unbound.port);
  });
});
