import { PrivateAddressFilter, type PrivateAddressOptions } from "../../client/private-addresses.js";
import { ExtendedError, ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { DNSHandler } from "../dns-handler.js";
import { thenAnswer } from "../then-answer.js";

/**
 * Takes addresses of our own networks out of answers, so that a stranger's name can't suddenly mean our printer (DNS rebinding), and says
 * so to who understands it (EDE 17, "Filtered"). Put it before `cache`, and behind what is authoritative for names of our own.
 *
 *     handlers: [authoritative(zones), privateAddressPolicy({ allowedDomains: ["home.example."] }), cache(), forward(upstreams)]
 */
export function privateAddressPolicy(options: PrivateAddressOptions = {}): DNSHandler {
  const filter = new PrivateAddressFilter(options);
  return (query, next) =>
    thenAnswer(next(query), (reply) => {
      const { name } = query.question;
      const answer = filter.filter(name, reply.answer);
      const additional = filter.filter(name, reply.additional);
      if (answer.length === reply.answer.length && additional.length === reply.additional.length) return reply;
      reply.answer = [...answer];
      reply.additional = [...additional];
      // What the signatures cover isn't all there any more.
      reply.ad = false;
      reply.edns?.add(ExtendedError, { infoCode: ExtendedErrorCode.FILTERED, extraText: "" });
      return reply;
    });
}
