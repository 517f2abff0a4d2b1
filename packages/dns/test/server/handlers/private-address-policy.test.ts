import { describe, expect, it } from "@jest/globals";
import { AAAA } from "../../../src/records/aaaa.js";
import type { DNSHandler } from "../../../src/server/dns-handler.js";
import { privateAddressPolicy } from "../../../src/server/handlers/private-address-policy.js";
import { ExtendedError } from "../../../src/wire/edns/extended-error.js";
import { ResourceRecord } from "../../../src/wire/resource-record.js";
import { a } from "../../cache/records.js";
import { answerOf, queryFor } from "../ask.js";

/** A handler that answers with these addresses. */
function answering(...addresses: string[]): DNSHandler {
  return ({ message, question }) => {
    const reply = message.reply();
    reply.ad = true;
    const name = question.name.toString();
    reply.answer = addresses.map((address) =>
      address.includes(":")
        ? new ResourceRecord({ name, type: AAAA, ttl: 60, data: { address } })
        : a(name, 60, address),
    );
    return reply;
  };
}

describe("privateAddressPolicy", () => {
  it.each([
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.1",
    "127.0.0.1",
    "169.254.0.1",
    "0.0.0.0",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
  ])("takes %s out of an answer, and says that it did", (address) => {
    const reply = answerOf([privateAddressPolicy(), answering("192.0.2.1", address)], queryFor());
    expect(reply?.answer.map(String)).toEqual(["www.example. 60 IN A 192.0.2.1"]);
    expect([reply?.ad, reply?.edns?.get(ExtendedError)?.infoCode]).toEqual([false, 17]);
  });

  it("leaves an answer alone that has none", () => {
    const reply = answerOf([privateAddressPolicy(), answering("192.0.2.1", "2001:db8::1")], queryFor());
    expect([reply?.answer.length, reply?.ad, reply?.edns?.has(ExtendedError)]).toEqual([2, true, false]);
  });

  it("lets names of our own domains have them", () => {
    const handlers = [privateAddressPolicy({ allowedDomains: ["home.example."] }), answering("10.1.2.3")];
    expect(answerOf(handlers, queryFor({ name: "nas.home.example." }))?.answer).toHaveLength(1);
    expect(answerOf(handlers, queryFor({ name: "nas.example." }))?.answer).toEqual([]);
  });
});
