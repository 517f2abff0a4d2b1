import { Clock } from "@twist/core/testing";
import type { NSEC3Options } from "../../../src/dnssec/signing/nsec3-chain.js";
import { signZone, type SignZoneOptions } from "../../../src/dnssec/signing/sign-zone.js";
import { SigningKey } from "../../../src/dnssec/signing/signing-key.js";
import type { SigningAlgorithm } from "../../../src/dnssec/signing-algorithm.js";
import { DNSSECValidator, type DNSSECValidatorOptions } from "../../../src/dnssec/validation/dnssec-validator.js";
import type { Validation } from "../../../src/dnssec/validation/validation.js";
import { DS } from "../../../src/records/ds.js";
import { authoritative } from "../../../src/server/authoritative/authoritative.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import { Message } from "../../../src/wire/message.js";
import { Name } from "../../../src/wire/name.js";
import type { Question } from "../../../src/wire/question.js";
import type { ResourceRecord } from "../../../src/wire/resource-record.js";
import { Zone } from "../../../src/zone/zone.js";
import { ZoneTable } from "../../../src/zone/zone-table.js";
import { recordsOf } from "../../zone/zone-of.js";
import { answerOf, queryFor } from "../../server/ask.js";

/** 1 January 2026. */
export const nowMs = Date.UTC(2026, 0, 1);

/** One zone of a `SignedTree`. */
export interface TreeZone {
  readonly records?: string;
  /** Its keys; none: it isn't signed. @default one of ECDSA P-256 */
  readonly keys?: readonly SigningKey[];
  /** What its parent has of it. @default the DS of its keys */
  readonly ds?: string;
  readonly nsec3?: NSEC3Options;
  readonly signing?: Partial<SignZoneOptions>;
}

/** Changes what is fetched on its way. */
export type Tamper = (response: Message, question: Question) => Message | undefined;

/**
 * Zones that delegate to each other, the root among them, with a validator that is told of them what a resolver would find, and no more. Keys are made once
 * for each origin.
 */
export class SignedTree {
  readonly zones = new ZoneTable();
  readonly clock = new Clock({ startAt: nowMs });
  readonly fetched: string[] = [];
  readonly root: SigningKey;
  tamper: Tamper = () => undefined;

  constructor(zones: Readonly<Record<string, TreeZone>>) {
    const delegations = new Map<string, string>();
    const deepestFirst = Object.entries(zones).sort(([a], [b]) => labelsOf(b) - labelsOf(a));
    for (const [origin, zone] of deepestFirst) {
      const keys = zone.keys ?? [keyFor(origin)];
      this.zones.set(makeZone(origin, zone, delegations.get(origin) ?? "", keys));
      if (origin === ".") continue;
      const parent = Object.keys(zones)
        .filter((other) => other !== origin && Name.fromText(origin).isSubdomainOf(Name.fromText(other)))
        .sort((a, b) => labelsOf(b) - labelsOf(a))[0];
      const ds =
        zone.ds ??
        keys
          .filter((key) => key.isEntryPoint)
          .map((key) => DS.format(key.ds()))
          .join("\n");
      const lines = ds
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => `${origin} DS ${line}\n`);
      const text = `${origin} NS ns.${origin}\nns.${origin} A 192.0.2.53\n${lines.join("")}`;
      delegations.set(parent ?? ".", (delegations.get(parent ?? ".") ?? "") + text);
    }
    this.root = keyFor(".");
  }

  /** The DS records of a zone's key as trust anchors. */
  anchors(origin = "."): readonly ResourceRecord[] {
    return recordsOf(`${origin} DS ${DS.format(keyFor(origin).ds())}\n`, ".");
  }

  validator(options: DNSSECValidatorOptions = {}): DNSSECValidator {
    return new DNSSECValidator({ trustAnchors: this.anchors(), clock: this.clock, ...options });
  }

  /** The response with DNSSEC that a resolver gets together, decoded. */
  ask(name: string, type: string): Message {
    const query = queryFor({ name, type, transport: "tcp", edns: new EDNS({ dnssecOk: true }) });
    const answer = answerOf([authoritative(this.zones)], query);
    if (answer === undefined) throw new Error("no answer");
    return Message.decode(answer.encode());
  }

  readonly fetch = (question: Question): Promise<Message> => {
    const { name, type } = question;
    this.fetched.push(`${name.toString()} ${String(type)}`);
    const response = this.ask(name.toString(), `TYPE${String(type)}`);
    return Promise.resolve(this.tamper(response, question) ?? response);
  };

  /** Validates what a name has, with a validator of its own if none is given. */
  async check(name: string, type: string, validator = this.validator()): Promise<Validation> {
    return validator.validate(this.ask(name, type), this.fetch);
  }

  async status(name: string, type: string, validator?: DNSSECValidator): Promise<string> {
    return (await this.check(name, type, validator)).status;
  }
}

const keys = new Map<string, SigningKey>();

/** The key of a zone; always the same. */
export function keyFor(origin: string, algorithm: SigningAlgorithm = 13): SigningKey {
  const id = `${origin} ${String(algorithm)}`;
  let key = keys.get(id);
  if (key === undefined) keys.set(id, (key = SigningKey.generate(origin, { algorithm, rsaBits: 1024 })));
  return key;
}

function makeZone(origin: string, zone: TreeZone, delegations: string, zoneKeys: readonly SigningKey[]): Zone {
  const own = `@ SOA ns.${origin === "." ? "" : origin} hostmaster.${origin === "." ? "" : origin} 1 3600 900 604800 300\n@ NS ns\nns A 192.0.2.53\n`;
  const plain = Zone.fromRecords(Name.fromText(origin), recordsOf(own + (zone.records ?? "") + delegations, origin));
  if (zoneKeys.length === 0) return plain;
  const denial = zone.nsec3 === undefined ? "nsec" : { nsec3: zone.nsec3 };
  return signZone(plain, zoneKeys, { nowMs, denial, ...zone.signing });
}

function labelsOf(origin: string): number {
  return Name.fromText(origin).labelCount;
}
