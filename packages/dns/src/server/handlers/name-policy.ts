import { A } from "../../records/a.js";
import { AAAA } from "../../records/aaaa.js";
import { ExtendedError, ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import { Name } from "../../wire/name.js";
import { Rcode } from "../../wire/rcode.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";

/**
 * What becomes of a query: `"pass"` it on, say that the name doesn't exist (`"nxdomain"`) or has nothing of the type (`"nodata"`),
 * `"refuse"` it, `"drop"` it without an answer, or answer with `addresses` of our own.
 */
export type NamePolicyAction =
  "pass" | "nxdomain" | "nodata" | "refuse" | "drop" | { readonly addresses: readonly string[]; readonly ttl?: number };

/** Decides by whatever it likes: a block list, the hour, who asks. */
export type NamePolicy = (query: DNSQuery) => NamePolicyAction;

const defaultTTL = 60;

/**
 * Answers by policy, before anything else is asked.
 *
 *     namePolicy(blockList(["ads.example.", "tracker.test."]))
 */
export function namePolicy(policy: NamePolicy): DNSHandler {
  return (query, next) => {
    const action = policy(query);
    if (action === "pass") return next(query);
    if (action === "drop") return undefined;
    return policyReply(query, action);
  };
}

/** Says that the names of `domains`, and all below them, don't exist, or whatever else `action` is. */
export function blockList(domains: Iterable<Name | string>, action: NamePolicyAction = "nxdomain"): NamePolicy {
  const blocked = new Set(Array.from(domains, (domain) => Name.from(domain).key));
  return ({ question }) => {
    const { key } = question.name;
    for (let position = 0; position < key.length; position += 1 + key.charCodeAt(position)) {
      if (blocked.has(key.slice(position))) return action;
    }
    return "pass";
  };
}

function policyReply({ message, question }: DNSQuery, action: Exclude<NamePolicyAction, "pass" | "drop">): Message {
  const reply = message.reply();
  if (typeof action === "object") {
    const ttl = action.ttl ?? defaultTTL;
    for (const address of action.addresses) {
      const type = address.includes(":") ? AAAA : A;
      if (type.code === question.type) {
        reply.answer.push(new ResourceRecord({ name: question.name, type, ttl, data: { address } }));
      }
    }
    reply.edns?.add(ExtendedError, { infoCode: ExtendedErrorCode.FORGED_ANSWER, extraText: "" });
    return reply;
  }
  if (action === "nxdomain") reply.rcode = Rcode.NXDOMAIN;
  if (action === "refuse") reply.rcode = Rcode.REFUSED;
  reply.edns?.add(ExtendedError, { infoCode: ExtendedErrorCode.BLOCKED, extraText: "" });
  return reply;
}
