import { describe, expect, it } from "@jest/globals";
import { signingAlgorithms } from "../../../src/dnssec/signing-algorithm.js";
import { SigningTimes } from "../../../src/dnssec/signing/signing-times.js";
import { ZoneSigner } from "../../../src/dnssec/signing/zone-signer.js";
import { NSEC } from "../../../src/records/nsec.js";
import { NSEC3 } from "../../../src/records/nsec3.js";
import { ExtendedErrorCode } from "../../../src/wire/edns/extended-error.js";
import { Message } from "../../../src/wire/message.js";
import { Name } from "../../../src/wire/name.js";
import { Rcode } from "../../../src/wire/rcode.js";
import { recordsOf } from "../../zone/zone-of.js";
import { keyFor, nowMs, SignedTree, type TreeZone } from "./signed-tree.js";

const records = `
www     A 192.0.2.80
www     A 192.0.2.81
alias   CNAME www
far     CNAME www.other.test.
away    CNAME nowhere
old     DNAME new
x.new   TXT "new"
*.wild  TXT "wild"
a.wild  A 192.0.2.9
*.deep.wild CNAME www
ent.x.y TXT "ent"
unsigned2 NS ns.elsewhere.
x.y.left NS ns.elsewhere.
`;

function treeWith(zone: TreeZone, more: Readonly<Record<string, TreeZone>> = {}): SignedTree {
  return new SignedTree({
    ".": {},
    "test.": {},
    "zone.test.": { records, ...zone },
    "other.test.": { records: "www A 192.0.2.82\n" },
    ...more,
  });
}

const questions = [
  ["zone.test.", "SOA"],
  ["zone.test.", "DNSKEY"],
  ["www.zone.test.", "A"],
  ["WWW.Zone.Test.", "A"],
  ["alias.zone.test.", "A"],
  ["alias.zone.test.", "CNAME"],
  ["far.zone.test.", "A"],
  ["far.zone.test.", "TXT"],
  ["away.zone.test.", "A"],
  ["x.old.zone.test.", "TXT"],
  ["y.old.zone.test.", "TXT"],
  ["any.wild.zone.test.", "TXT"],
  ["so.many.wild.zone.test.", "TXT"],
  ["any.wild.zone.test.", "A"],
  ["a.wild.zone.test.", "TXT"],
  ["q.deep.wild.zone.test.", "A"],
  ["www.zone.test.", "TXT"],
  ["y.zone.test.", "A"],
  ["x.y.zone.test.", "A"],
  ["nope.zone.test.", "A"],
  ["a.b.c.nope.zone.test.", "A"],
  ["q.www.zone.test.", "A"],
  ["zone.test.", "DS"],
  ["www.zone.test.", "DS"],
  ["www.zone.test.", "ANY"],
  [".", "DS"],
  ["nope.", "A"],
] as const;

/** Questions whose answer stands on a proof that delegations may have been left out of. */
const optedOut = new Set([
  "any.wild.zone.test. TXT",
  "so.many.wild.zone.test. TXT",
  "any.wild.zone.test. A",
  "q.deep.wild.zone.test. A",
  "nope.zone.test. A",
  "a.b.c.nope.zone.test. A",
  "q.www.zone.test. A",
  "away.zone.test. A",
  "y.old.zone.test. TXT",
]);

describe("a validator", () => {
  it.each(signingAlgorithms)("finds all answers and denials of a zone of algorithm %i secure", async (algorithm) => {
    for (const nsec3 of [undefined, {}]) {
      const tree = treeWith({ keys: [keyFor("zone.test.", algorithm)], ...(nsec3 === undefined ? {} : { nsec3 }) });
      const validator = tree.validator();
      for (const [name, type] of questions) {
        expect([name, type, await tree.check(name, type, validator)]).toEqual([
          name,
          type,
          { status: "secure", errors: [], ttl: expect.any(Number) },
        ]);
      }
    }
  });

  it("finds what opt-out leaves open insecure, and all else secure", async () => {
    const tree = treeWith({ nsec3: { optOut: true, iterations: 2, salt: Buffer.from("ab", "hex") } });
    const validator = tree.validator();
    for (const [name, type] of questions) {
      const expected = optedOut.has(`${name} ${type}`) ? "insecure" : "secure";
      expect([name, type, await tree.status(name, type, validator)]).toEqual([name, type, expected]);
    }
    for (const name of ["unsigned2.zone.test.", "left.zone.test.", "q.left.zone.test."]) {
      expect([name, await tree.status(name, "DS", validator)]).toEqual([name, "insecure"]);
    }
  });

  it("asks each zone above for its keys once, and remembers them", async () => {
    const tree = treeWith({});
    const validator = tree.validator();
    expect(await tree.status("www.zone.test.", "A", validator)).toBe("secure");
    expect(tree.fetched.sort()).toEqual([". 48", "test. 43", "test. 48", "zone.test. 43", "zone.test. 48"]);
    expect(await tree.status("nope.zone.test.", "A", validator)).toBe("secure");
    expect(tree.fetched).toHaveLength(5);
    expect(validator.knownZones).toBe(3);
    validator.clear();
    expect(validator.knownZones).toBe(0);
  });

  it("remembers keys for as long as their TTL and signatures say, at most for maxKeyLifetimeMs, and not more than maxZones", async () => {
    const tree = treeWith({ signing: { dnskeyTTL: 60 } });
    const validator = tree.validator({ limits: { maxKeyLifetimeMs: 600_000 } });
    await tree.check("www.zone.test.", "A", validator);
    const fetchedAfter = async (ms: number): Promise<string[]> => {
      tree.clock.advance(ms);
      tree.fetched.length = 0;
      await tree.check("www.zone.test.", "A", validator);
      return tree.fetched;
    };
    expect(await fetchedAfter(59_000)).toEqual([]);
    expect(await fetchedAfter(2_000)).toEqual(["zone.test. 43", "zone.test. 48"]);
    expect(await fetchedAfter(600_000)).toHaveLength(5);
    const small = tree.validator({ limits: { maxZones: 1 } });
    await tree.check("www.zone.test.", "A", small);
    expect(small.knownZones).toBe(1);
  });

  it("gives a TTL by the set, the original TTL, and the end of the signature", async () => {
    const tree = treeWith({ signing: { expirationMs: nowMs + 3_600_000, jitterMs: 0 } });
    expect((await tree.check("www.zone.test.", "A")).ttl).toBe(3600);
    tree.clock.advance(3_000_000);
    expect((await tree.check("www.zone.test.", "A")).ttl).toBe(600);
    expect((await tree.check("nope.zone.test.", "A")).ttl).toBe(300);
  });

  it("fails as what it fetches fails", async () => {
    const tree = treeWith({});
    const failure = new Error("no network");
    const checked = tree.validator().validate(tree.ask("www.zone.test.", "A"), () => Promise.reject(failure));
    await expect(checked).rejects.toBe(failure);
  });

  it("says nothing of failures, of signatures, and of messages of other opcodes' codes", async () => {
    const tree = treeWith({});
    const failed = tree.ask("www.zone.test.", "A");
    failed.rcode = 2;
    expect(await tree.validator().validate(failed, tree.fetch)).toEqual({ status: "indeterminate", errors: [] });
    expect(await tree.status("www.zone.test.", "RRSIG")).toBe("indeterminate");
    await expect(tree.validator().validate(new Message(), tree.fetch)).rejects.toThrow(TypeError);
  });
});

describe("an unsigned zone", () => {
  const unsigned = { keys: [], records: "www A 192.0.2.1\na.b.c TXT deep\nsigned CNAME www.zone.test.\n" };

  it.each([
    ["below a zone with NSEC", {}, "secure"],
    ["below a zone with NSEC3", { nsec3: {} }, "secure"],
    ["below a zone with opt-out", { nsec3: { optOut: true } }, "insecure"],
  ])("%s is insecure, whatever it says", async (_what, zone, noDS) => {
    const tree = treeWith(zone, { "plain.zone.test.": unsigned });
    for (const [name, type] of [
      ["plain.zone.test.", "SOA"],
      ["www.plain.zone.test.", "A"],
      ["www.plain.zone.test.", "MX"],
      ["a.b.c.plain.zone.test.", "TXT"],
      ["no.such.plain.zone.test.", "A"],
      ["signed.plain.zone.test.", "A"],
    ] as const) {
      expect([name, await tree.check(name, type)]).toEqual([name, { status: "insecure", errors: [] }]);
    }
    expect(await tree.status("plain.zone.test.", "DS")).toBe(noDS);
  });

  it("may be what an alias leads to, whose own proof stands beside its denial", async () => {
    const more = `${records}*.to CNAME www.plain.zone.test.\n`;
    const tree = treeWith({ records: more }, { "plain.zone.test.": unsigned });
    expect(tree.ask("q.to.zone.test.", "MX").authority.some((record) => record.is(NSEC))).toBe(true);
    expect(await tree.check("q.to.zone.test.", "MX")).toEqual({ status: "insecure", errors: [] });
    expect(await tree.status("q.to.zone.test.", "A")).toBe("insecure");
  });

  it("stays so with signatures that no DS record leads to, and below it", async () => {
    const tree = treeWith({}, { "island.test.": { ds: "" }, "sub.island.test.": {} });
    expect(await tree.status("ns.island.test.", "A")).toBe("insecure");
    expect(await tree.status("nope.island.test.", "A")).toBe("insecure");
    expect(await tree.status("ns.sub.island.test.", "A")).toBe("insecure");
    // Unless somebody knows its key.
    const validator = tree.validator({ trustAnchors: [...tree.anchors(), ...tree.anchors("island.test.")] });
    expect(await tree.status("ns.island.test.", "A", validator)).toBe("secure");
    expect(await tree.status("ns.sub.island.test.", "A", validator)).toBe("secure");
  });

  it("is also one of which only algorithms or digests are known that aren't supported", async () => {
    const sha1 = "12345 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118";
    const gost = "12345 13 3 2BB183AF5F22588179A53B0A98631FAD1A2921182BB183AF5F22588179A53B0A";
    const tree = treeWith({}, { "old.test.": { ds: sha1 }, "gost.test.": { ds: gost } });
    const codes = async (name: string): Promise<unknown> => {
      const { status, errors } = await tree.check(name, "A");
      return [status, errors.map(({ infoCode }) => infoCode)];
    };
    expect(await codes("ns.old.test.")).toEqual(["insecure", [ExtendedErrorCode.UNSUPPORTED_DNSKEY_ALGORITHM]]);
    expect(await codes("ns.gost.test.")).toEqual(["insecure", [ExtendedErrorCode.UNSUPPORTED_DS_DIGEST_TYPE]]);
  });

  it("is remembered for as long as the proof may be kept", async () => {
    const tree = treeWith({}, { "plain.zone.test.": unsigned });
    const validator = tree.validator();
    await tree.check("www.plain.zone.test.", "A", validator);
    tree.fetched.length = 0;
    await tree.check("a.b.c.plain.zone.test.", "A", validator);
    expect(tree.fetched).toEqual([]);
    tree.clock.advance(301_000);
    await tree.check("www.plain.zone.test.", "A", validator);
    expect(tree.fetched).toEqual(["plain.zone.test. 43"]);
  });
});

describe("trust anchors", () => {
  it("may be keys too, and without one above a name nothing is known of it", async () => {
    const tree = treeWith({});
    const { dnskey } = keyFor("zone.test.");
    const text = `zone.test. DNSKEY ${String(dnskey.flags)} 3 13 ${dnskey.publicKey.toString("base64")}\n`;
    const validator = tree.validator({ trustAnchors: recordsOf(text, ".") });
    expect(await tree.status("www.zone.test.", "A", validator)).toBe("secure");
    expect(await tree.status("www.other.test.", "A", validator)).toBe("indeterminate");
    expect(await tree.status("far.zone.test.", "A", validator)).toBe("indeterminate");
    expect(() => tree.validator({ trustAnchors: recordsOf("www A 192.0.2.1\n") })).toThrow(TypeError);
  });

  it("aren't got round by signatures that claim to be of a zone above", async () => {
    const tree = treeWith({});
    const validator = tree.validator({ trustAnchors: tree.anchors("zone.test.") });
    const response = tree.ask("www.zone.test.", "A");
    const forged = recordsOf("www.zone.test. A 192.0.2.66\n", ".");
    const rrsig = recordsOf("www.zone.test. RRSIG A 13 3 3600 20270101000000 20250101000000 12345 test. AAAA\n", ".");
    response.answer = [...forged, ...rrsig];
    expect((await validator.validate(response, tree.fetch)).status).toBe("bogus");
  });

  it("are taken back by negative ones, for what is at or below them", async () => {
    const tree = treeWith({ ds: "12345 13 2 0000000000000000000000000000000000000000000000000000000000000000" });
    expect(await tree.status("www.zone.test.", "A")).toBe("bogus");
    const validator = tree.validator({ negativeTrustAnchors: ["zone.test."] });
    expect(await tree.status("www.zone.test.", "A", validator)).toBe("insecure");
    expect(await tree.status("nope.zone.test.", "A", validator)).toBe("insecure");
    expect(await tree.status("www.other.test.", "A", validator)).toBe("secure");
  });

  it("are those of the root unless they are said", async () => {
    const tree = treeWith({});
    // This root isn't the true one.
    const { status, errors } = await tree.check("www.zone.test.", "A", tree.validator({ trustAnchors: undefined }));
    expect([status, errors[0]?.infoCode]).toEqual(["bogus", ExtendedErrorCode.DNSKEY_MISSING]);
  });
});

describe("proofs", () => {
  /** A denial with everything that a zone has to prove something with. */
  function denial(tree: SignedTree, zone: string, question: readonly [string, string], rcode: number): Message {
    const from = tree.zones.get(Name.fromText(zone));
    const sets = [...(from?.nodes ?? []), ...(from?.hashedNodes ?? [])].flatMap((node) => [...node.sets]);
    const message = tree.ask(...question);
    message.rcode = rcode;
    message.answer = [];
    message.authority = sets
      .filter(({ type }) => type === NSEC.code || type === NSEC3.code)
      .flatMap((set) => [...set.records, ...set.signatures]);
    return message;
  }

  it.each([
    ["NSEC", {}],
    ["NSEC3", { nsec3: {} }],
  ])("by %s of a zone say nothing of what is below its delegations and redirections", async (_what, proofs) => {
    const tree = treeWith(proofs, { "test.": proofs });
    const limits = { maxProofs: 100, maxVerifications: 200 };
    const statusOf = async (message: Message): Promise<string> =>
      (await tree.validator({ limits }).validate(message, tree.fetch)).status;
    for (const rcode of [Rcode.NOERROR, Rcode.NXDOMAIN]) {
      for (const [zone, name, type] of [
        ["test.", "www.zone.test.", "A"],
        ["test.", "zone.test.", "MX"],
        ["test.", "zone.test.", "DS"],
        ["zone.test.", "x.old.zone.test.", "TXT"],
        ["zone.test.", "a.b.old.zone.test.", "TXT"],
        ["zone.test.", "zone.test.", "DS"],
        ["zone.test.", "alias.zone.test.", "A"],
      ] as const) {
        const message = denial(tree, zone, [name, type], rcode);
        expect([name, type, rcode, await statusOf(message)]).toEqual([name, type, rcode, "bogus"]);
      }
    }
    // The same proofs do for what they are meant for.
    expect(await statusOf(denial(tree, "zone.test.", ["nope.zone.test.", "A"], Rcode.NXDOMAIN))).toBe("secure");
    expect(await statusOf(denial(tree, "zone.test.", ["www.zone.test.", "MX"], Rcode.NOERROR))).toBe("secure");
  });

  it("may be made for one question, as compact denial is (RFC 9824), with both of its response codes", async () => {
    const tree = treeWith({});
    const key = keyFor("zone.test.");
    const signer = new ZoneSigner({ zone: key.zone, keys: [key], times: new SigningTimes({ nowMs }) });
    const proof = recordsOf("nope.zone.test. NSEC \\000.nope.zone.test. RRSIG NSEC TYPE128\n", ".");
    const response = tree.ask("nope.zone.test.", "A");
    response.authority = [...proof, ...signer.sign(proof)];
    for (const rcode of [Rcode.NOERROR, Rcode.NXDOMAIN]) {
      response.rcode = rcode;
      expect((await tree.validator().validate(response, tree.fetch)).status).toBe("secure");
    }
    const exists = recordsOf("nope.zone.test. NSEC \\000.nope.zone.test. TXT RRSIG NSEC\n", ".");
    response.authority = [...exists, ...signer.sign(exists)];
    expect((await tree.validator().validate(response, tree.fetch)).status).toBe("bogus");
  });
});
