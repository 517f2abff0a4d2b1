import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CanonicalSet } from "../../../src/dnssec/canonical-set.js";
import { signedData } from "../../../src/dnssec/signed-data.js";
import { DNSKEY } from "../../../src/records/dnskey.js";
import { DS } from "../../../src/records/ds.js";
import { NSEC } from "../../../src/records/nsec.js";
import { NSEC3 } from "../../../src/records/nsec3.js";
import { RRSIG } from "../../../src/records/rrsig.js";
import { DNSDecodeError } from "../../../src/wire/dns-decode-error.js";
import { ExtendedErrorCode } from "../../../src/wire/edns/extended-error.js";
import { Message } from "../../../src/wire/message.js";
import { Name } from "../../../src/wire/name.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { recordsOf } from "../../zone/zone-of.js";
import { keyFor, nowMs, SignedTree, type TreeZone } from "./signed-tree.js";

const records = `
www     A 192.0.2.80
www     A 192.0.2.81
alias   CNAME www
old     DNAME new
x.new   TXT "new"
*.wild  TXT "wild"
a.wild  A 192.0.2.9
`;
const hourMs = 3_600_000;

function treeWith(zone: TreeZone = {}): SignedTree {
  return new SignedTree({ ".": {}, "zone.test.": { records, ...zone }, "plain.zone.test.": { keys: [] } });
}

async function verdict(tree: SignedTree, response: Message): Promise<unknown> {
  const { status, errors } = await tree.validator().validate(response, tree.fetch);
  return status === "bogus" ? errors[0]?.infoCode : status;
}

/** The response without some of its records. */
function without(response: Message, isOut: (record: ResourceRecord) => boolean): Message {
  response.answer = response.answer.filter((record) => !isOut(record));
  response.authority = response.authority.filter((record) => !isOut(record));
  return response;
}

const isSignature = (record: ResourceRecord): boolean => record.is(RRSIG);
const isProof = (record: ResourceRecord): boolean => record.is(NSEC) || record.is(NSEC3);
const covers =
  ({ code }: { readonly code: number }) =>
  (record: ResourceRecord): boolean =>
    record.is(RRSIG) && record.data.typeCovered === code;

describe.each([
  ["NSEC", {}],
  ["NSEC3", { nsec3: {} }],
] as const)("a response of a zone with %s is bogus", (_what, zone) => {
  const tree = treeWith(zone);

  it("without signatures", async () => {
    const { RRSIGS_MISSING, NSEC_MISSING } = ExtendedErrorCode;
    for (const [name, type, code] of [
      ["www.zone.test.", "A", RRSIGS_MISSING],
      ["alias.zone.test.", "A", RRSIGS_MISSING],
      ["x.old.zone.test.", "TXT", RRSIGS_MISSING],
      ["q.wild.zone.test.", "TXT", RRSIGS_MISSING],
      ["zone.test.", "DNSKEY", RRSIGS_MISSING],
      ["zone.test.", "DS", RRSIGS_MISSING],
      ["nope.zone.test.", "A", NSEC_MISSING],
      ["www.zone.test.", "MX", NSEC_MISSING],
    ] as const) {
      expect([name, await verdict(tree, without(tree.ask(name, type), isSignature))]).toEqual([name, code]);
    }
  });

  it("without what proves that something isn't there", async () => {
    for (const [name, type] of [
      ["nope.zone.test.", "A"],
      ["www.zone.test.", "MX"],
      ["q.wild.zone.test.", "TXT"],
      ["q.wild.zone.test.", "A"],
      ["plain.zone.test.", "DS"],
    ] as const) {
      const response = tree.ask(name, type);
      const sets = new Set(response.authority.filter(isProof).map(String));
      expect(sets.size).toBeGreaterThan(0);
      expect([name, await verdict(tree, without(tree.ask(name, type), isProof))]).toEqual([
        name,
        ExtendedErrorCode.NSEC_MISSING,
      ]);
      // Each of them is needed, but for one that answers two questions at once.
      for (const left of sets) {
        const missing = without(tree.ask(name, type), (record) => isProof(record) && String(record) === left);
        expect([name, left, await verdict(tree, missing)]).toEqual([name, left, ExtendedErrorCode.NSEC_MISSING]);
      }
    }
  });

  it("that claims something isn't there with the proof of another name", async () => {
    const denial = tree.ask("nope.zone.test.", "A");
    for (const [name, type, rcode] of [
      ["www.zone.test.", "A", 0],
      ["www.zone.test.", "A", 3],
      ["q.wild.zone.test.", "TXT", 3],
      ["x.new.zone.test.", "TXT", 3],
      ["new.zone.test.", "A", 3],
      ["nope.zone.test.", "A", 0],
      ["plain.zone.test.", "DS", 3],
    ] as const) {
      const response = tree.ask(name, type);
      response.rcode = rcode;
      response.answer = [];
      response.authority = [...denial.authority, ...tree.ask("wild.zone.test.", "A").authority];
      expect([name, rcode, await verdict(tree, response)]).toEqual([name, rcode, ExtendedErrorCode.NSEC_MISSING]);
    }
  });

  it("that has more than was asked for, or less than there is", async () => {
    const more = tree.ask("www.zone.test.", "A");
    more.answer.push(...recordsOf("evil.zone.test. A 192.0.2.66\n", "."));
    expect(await verdict(tree, more)).toBe(ExtendedErrorCode.INVALID_DATA);
    const strange = tree.ask("www.zone.test.", "A");
    strange.answer.push(...recordsOf("www.zone.test. CH TXT evil\n", "."));
    expect(await verdict(tree, strange)).toBe(ExtendedErrorCode.INVALID_DATA);
    const less = tree.ask("www.zone.test.", "A");
    less.answer = less.answer.slice(1);
    expect(await verdict(tree, less)).toBe(ExtendedErrorCode.DNSSEC_BOGUS);
  });

  it("whose alias isn't what the DNAME says", async () => {
    const response = tree.ask("x.old.zone.test.", "TXT");
    response.answer = response.answer.map((record) =>
      String(record).includes(" CNAME ")
        ? (recordsOf("x.old.zone.test. CNAME www.zone.test.\n", ".")[0] ?? record)
        : record,
    );
    expect(await verdict(tree, response)).toBe(ExtendedErrorCode.DNSSEC_BOGUS);
  });

  it("that takes the wildcard for a name that exists, or below one that does", async () => {
    for (const name of ["a.wild.zone.test.", "b.a.wild.zone.test."]) {
      const response = tree.ask("q.wild.zone.test.", "TXT");
      const question = tree.ask(name, "TXT").question;
      response.answer = response.answer.map((record) => record.with({ name: Name.fromText(name) }));
      response.question = question;
      expect([name, await verdict(tree, response)]).toEqual([name, ExtendedErrorCode.NSEC_MISSING]);
    }
  });

  it("before its signatures begin and after they end", async () => {
    const timed = treeWith({
      ...zone,
      signing: { inceptionMs: nowMs + hourMs, expirationMs: nowMs + 2 * hourMs, jitterMs: 0 },
    });
    expect(await verdict(timed, timed.ask("www.zone.test.", "A"))).toBe(ExtendedErrorCode.SIGNATURE_NOT_YET_VALID);
    timed.clock.advance(hourMs);
    expect(await verdict(timed, timed.ask("www.zone.test.", "A"))).toBe("secure");
    timed.clock.advance(hourMs + 1000);
    expect(await verdict(timed, timed.ask("www.zone.test.", "A"))).toBe(ExtendedErrorCode.SIGNATURE_EXPIRED);
    expect(await verdict(timed, timed.ask("nope.zone.test.", "A"))).toBe(ExtendedErrorCode.SIGNATURE_EXPIRED);
  });

  it("when the keys that are fetched are changed, missing, or not those that the zone above names", async () => {
    const fetched = async (tamper: (response: Message) => Message): Promise<unknown> => {
      tree.tamper = (response, { type, name }) =>
        type === DNSKEY.code && name.toString() === "zone.test." ? tamper(response) : undefined;
      try {
        return await verdict(tree, tree.ask("www.zone.test.", "A"));
      } finally {
        tree.tamper = () => undefined;
      }
    };
    const { DNSKEY_MISSING, RRSIGS_MISSING, DNSSEC_BOGUS } = ExtendedErrorCode;
    const other = new SignedTree({ ".": {}, "zone.test.": { keys: [keyFor("zone.test.", 15)] } });
    expect(await fetched((response) => response)).toBe("secure");
    expect(await fetched((response) => without(response, () => true))).toBe(DNSKEY_MISSING);
    expect(await fetched((response) => without(response, isSignature))).toBe(RRSIGS_MISSING);
    expect(await fetched(() => other.ask("zone.test.", "DNSKEY"))).toBe(DNSKEY_MISSING);
    expect(
      await fetched((response) => {
        const { dnskey } = keyFor("zone.test.", 15);
        const text = `zone.test. 3600 DNSKEY 257 3 15 ${dnskey.publicKey.toString("base64")}\n`;
        response.answer.push(...recordsOf(text, "."));
        return response;
      }),
    ).toBe(DNSSEC_BOGUS);
    expect(
      await fetched((response) => {
        response.rcode = 2;
        return response;
      }),
    ).toBe(DNSKEY_MISSING);
  });

  it("when DS records are taken out on the way, or are denied by the zone itself", async () => {
    tree.tamper = (response, { type }) => (type === DS.code ? without(response, () => true) : undefined);
    expect(await verdict(tree, tree.ask("www.zone.test.", "A"))).toBe(ExtendedErrorCode.NSEC_MISSING);
    tree.tamper = (response, { type }) => (type === DS.code ? without(response, covers(DS)) : undefined);
    expect(await verdict(tree, tree.ask("www.zone.test.", "A"))).toBe(ExtendedErrorCode.RRSIGS_MISSING);
    // The zone's own denial of DS is about the zone's data, not about its delegation.
    const own = tree.ask("zone.test.", "MX");
    tree.tamper = (response, { type }) => {
      if (type !== DS.code) return undefined;
      response.answer = [];
      response.authority = own.authority;
      return response;
    };
    expect(await verdict(tree, tree.ask("www.zone.test.", "A"))).toBe(ExtendedErrorCode.RRSIGS_MISSING);
    tree.tamper = () => undefined;
  });

  it("when any of its bytes is changed, unless the zone says the same of what is asked then", async () => {
    // RSA is the quickest to verify.
    const quick = treeWith({ ...zone, keys: [keyFor("zone.test.", 8)] });
    const validator = quick.validator();
    for (const [name, type] of [
      ["www.zone.test.", "A"],
      ["q.wild.zone.test.", "TXT"],
      ["nope.zone.test.", "A"],
      ["www.zone.test.", "MX"],
    ] as const) {
      const bytes = quick.ask(name, type).encode();
      expect(await quick.status(name, type, validator)).toBe("secure");
      for (let i = 12; i < bytes.length; i++) {
        const changed = Buffer.from(bytes);
        changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8));
        const believed = await believe(changed, quick, validator);
        if (believed !== undefined) expect([i, meaningOf(believed)]).toEqual([i, truthOf(believed, quick)]);
      }
    }
  });
});

/** The message, if it is one and is believed. */
async function believe(
  bytes: Buffer,
  tree: SignedTree,
  validator: ReturnType<SignedTree["validator"]>,
): Promise<Message | undefined> {
  try {
    const message = Message.decode(bytes);
    const { status } = await validator.validate(message, tree.fetch);
    return status === "secure" ? message : undefined;
  } catch (error) {
    // Neither is what is no message, or asks nothing.
    if (error instanceof DNSDecodeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** What the zone says to the same question. */
function truthOf({ question: [question] }: Message, tree: SignedTree): unknown {
  if (question === undefined) throw new Error("no question");
  return meaningOf(tree.ask(question.name.toString(), `TYPE${String(question.type)}`));
}

function meaningOf({ question, rcode, answer }: Message): unknown {
  const said = answer.filter((record) => !record.is(RRSIG) && record.class === 1);
  return [
    question.map(({ name, type }) => [name.key, type]),
    rcode,
    said.map((record) => [record.name.key, record.type, record.encodeRData(true).toString("hex")]).sort(),
  ];
}

describe("a signature of a wildcard above the zone", () => {
  it("isn't the zone's to make", async () => {
    const tree = treeWith();
    const key = keyFor("zone.test.");
    const response = tree.ask("www.zone.test.", "A");
    const set = new CanonicalSet(response.answer.filter((record) => !record.is(RRSIG)));
    const signature = response.answer.find((record) => record.is(RRSIG));
    if (signature?.is(RRSIG) !== true) throw new Error("there is no signature");
    const signedAs = (labels: number): Message => {
      const data = { ...signature.data, labels };
      const made = new ResourceRecord({
        name: signature.name,
        type: RRSIG,
        ttl: signature.ttl,
        data: { ...data, signature: key.sign(signedData(data, set)) },
      });
      const changed = tree.ask("www.zone.test.", "A");
      changed.answer = changed.answer.map((record) => (record.is(RRSIG) ? made : record));
      return changed;
    };
    expect(await verdict(tree, signedAs(3))).toBe("secure");
    // Of `*.test.`, it would be the parent's: it counts as little as none.
    expect(await verdict(tree, signedAs(1))).toBe(ExtendedErrorCode.RRSIGS_MISSING);
  });
});

describe("a validator", () => {
  it("survives whatever a message holds", async () => {
    const tree = treeWith();
    const validator = tree.validator();
    const seeds = [
      tree.ask("www.zone.test.", "A"),
      tree.ask("nope.zone.test.", "A"),
      tree.ask("x.old.zone.test.", "TXT"),
    ];
    const mutation = fc.tuple(
      fc.constantFrom(...seeds.map((seed) => seed.encode())),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(mutation, async ([seed, changes]) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) bytes[12 + (at % (bytes.length - 12))] = value;
        const believed = await believe(bytes, tree, validator);
        if (believed !== undefined) expect(meaningOf(believed)).toEqual(truthOf(believed, tree));
      }),
      { numRuns: 500 },
    );
  });
});
