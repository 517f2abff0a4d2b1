import { describe, expect, it } from "@jest/globals";
import { nsec3Hash, nsec3Owner } from "../../../src/dnssec/nsec3-hash.js";
import { NSEC3Evidence } from "../../../src/dnssec/validation/nsec3-evidence.js";
import { NSECEvidence } from "../../../src/dnssec/validation/nsec-evidence.js";
import { ValidationBudget } from "../../../src/dnssec/validation/validation-budget.js";
import { DEFAULT_VALIDATION_LIMITS } from "../../../src/dnssec/validation/validation-limits.js";
import type { VerifiedSet } from "../../../src/dnssec/validation/verify-rrset.js";
import { A } from "../../../src/records/a.js";
import { DS } from "../../../src/records/ds.js";
import { NSEC, type NSECData } from "../../../src/records/nsec.js";
import { NSEC3, type NSEC3Data } from "../../../src/records/nsec3.js";
import { typeCode } from "../../../src/records/type-codes.js";
import { Name } from "../../../src/wire/name.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { RRSet } from "../../../src/zone/rrset.js";
import { recordsOf } from "../../zone/zone-of.js";

const origin = Name.fromText("example.");
const n = (text: string): Name => Name.fromText(text);

function nsecs(text: string, isExpanded = false): VerifiedSet<NSECData>[] {
  return recordsOf(text).map((record) => {
    if (!record.is(NSEC)) throw new Error("no NSEC");
    return { set: new RRSet([record]), ttl: 300, labels: 1, isExpanded };
  });
}

describe("NSEC records", () => {
  it("prove nothing where they are made of a wildcard, or lead out of the zone", () => {
    const text = "b NSEC d A RRSIG NSEC\n@ NSEC b NS SOA RRSIG NSEC\n";
    expect(new NSECEvidence(origin, nsecs(text)).provesNoName(n("c.example."))).toBe("proven");
    expect(new NSECEvidence(origin, nsecs(text, true)).provesNoName(n("c.example."))).toBe("unproven");
    const outward = "b NSEC d.test. A RRSIG NSEC\n@ NSEC b NS SOA RRSIG NSEC\n";
    expect(new NSECEvidence(origin, nsecs(outward)).provesNoName(n("c.example."))).toBe("unproven");
  });

  it("go around at the end of the zone, also in one with a single name", () => {
    const last = new NSECEvidence(origin, nsecs("@ NSEC x NS SOA RRSIG NSEC\nx NSEC @ A RRSIG NSEC\n"));
    expect(last.provesNoName(n("y.example."))).toBe("proven");
    expect(last.provesNoName(n("a.example."))).toBe("proven");
    expect(last.provesNoName(n("x.example."))).toBe("unproven");
    const only = new NSECEvidence(origin, nsecs("@ NSEC @ NS SOA RRSIG NSEC\n"));
    expect(only.provesNoName(n("y.example."))).toBe("proven");
    expect(only.provesNoType(origin, A.code)).toBe("proven");
    expect(only.delegationAt(n("y.example."))).toBe("nothing");
  });

  it("tell a delegation from a name of the zone, and neither by a record with DS or SOA", () => {
    const at = (types: string): string =>
      new NSECEvidence(origin, nsecs(`sub NSEC z ${types} RRSIG NSEC\n`)).delegationAt(n("sub.example."));
    expect(at("NS")).toBe("insecure");
    expect(at("A")).toBe("inside");
    expect(at("NS DS")).toBe("unproven");
    expect(at("NS SOA")).toBe("unproven");
    const empty = new NSECEvidence(origin, nsecs("a NSEC x.sub A RRSIG NSEC\n"));
    expect(empty.delegationAt(n("sub.example."))).toBe("inside");
  });
});

/** The NSEC3 record of a name, whose next hash is that one and something. */
function nsec3(
  name: string,
  next: number,
  types: readonly string[],
  changes: Partial<NSEC3Data> = {},
): VerifiedSet<NSEC3Data> {
  const parameters = { iterations: 0, salt: Buffer.alloc(0) };
  const hash = nsec3Hash(n(name), parameters);
  const nextHashedOwnerName = Buffer.from(hash);
  nextHashedOwnerName[0] = ((hash[0] ?? 0) + next) % 256;
  const data: NSEC3Data = {
    hashAlgorithm: 1,
    flags: 0,
    ...parameters,
    nextHashedOwnerName,
    types: types.map((type) => typeCode(type) ?? 0),
    ...changes,
  };
  const record = new ResourceRecord({ name: nsec3Owner(hash, origin), type: NSEC3, ttl: 300, data });
  return { set: new RRSet([record]), ttl: 300, labels: 2, isExpanded: false };
}

function evidenceOf(...sets: readonly VerifiedSet<NSEC3Data>[]): NSEC3Evidence {
  return new NSEC3Evidence(origin, sets, new ValidationBudget(DEFAULT_VALIDATION_LIMITS));
}

describe("NSEC3 records", () => {
  // From a hash to itself: everything else is between.
  const apex = nsec3("example.", 0, ["NS", "SOA", "RRSIG"]);

  it("of a zone with a single name deny all others", () => {
    const evidence = evidenceOf(apex);
    expect(evidence.provesNoName(n("a.example."))).toBe("proven");
    expect(evidence.provesNoName(n("a.b.c.example."))).toBe("proven");
    expect(evidence.provesNoName(origin)).toBe("unproven");
    expect(evidence.provesNoType(origin, A.code)).toBe("proven");
    expect(evidence.provesWildcard(n("a.example."), 1)).toBe("proven");
    expect(evidence.delegationAt(n("a.example."))).toBe("nothing");
  });

  it("leave a delegation open with opt-out", () => {
    const evidence = evidenceOf(nsec3("example.", 0, ["NS", "SOA", "RRSIG"], { flags: 1 }));
    expect(evidence.provesNoName(n("a.example."))).toBe("opt-out");
    expect(evidence.provesNoType(n("a.example."), DS.code)).toBe("opt-out");
    expect(evidence.provesWildcard(n("a.example."), 1)).toBe("opt-out");
    expect(evidence.delegationAt(n("a.example."))).toBe("insecure");
  });

  it("prove nothing where they are made of a wildcard, of another zone, or of a kind that isn't known", () => {
    const [record] = apex.set.records;
    if (record === undefined) throw new Error("no record");
    const [label = ""] = record.name.labels;
    const elsewhere = new RRSet([record.with({ name: n(`${label}.sub.example.`) })]);
    for (const set of [
      { ...apex, isExpanded: true },
      { ...apex, set: elsewhere },
      nsec3("example.", 0, ["SOA"], { hashAlgorithm: 2 }),
      nsec3("example.", 0, ["SOA"], { flags: 2 }),
      nsec3("example.", 0, ["SOA"], { nextHashedOwnerName: Buffer.alloc(19) }),
    ]) {
      expect(evidenceOf(set).provesNoName(n("a.example."))).toBe("unproven");
    }
  });

  it("count with the parameters of the first one only", () => {
    const other = nsec3("a.example.", 0, ["A"], { salt: Buffer.from("ab") });
    expect(evidenceOf(apex, other).provesNoName(n("a.example."))).toBe("proven");
    expect(evidenceOf(other, apex).provesNoName(n("a.example."))).toBe("unproven");
  });

  it("tell a delegation from a name of the zone", () => {
    const at = (types: readonly string[]): string =>
      evidenceOf(nsec3("sub.example.", 1, types)).delegationAt(n("sub.example."));
    expect(at(["NS"])).toBe("insecure");
    expect(at(["A", "RRSIG"])).toBe("inside");
    expect(at([])).toBe("inside");
    expect(at(["NS", "DS", "RRSIG"])).toBe("unproven");
    expect(at(["NS", "SOA"])).toBe("unproven");
  });
});
