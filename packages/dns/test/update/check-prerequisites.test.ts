import { describe, expect, it } from "@jest/globals";
import { checkPrerequisites } from "../../src/update/check-prerequisites.js";
import { DNSUpdate } from "../../src/update/dns-update.js";
import { Message } from "../../src/wire/message.js";
import { Rcode, rcodeText } from "../../src/wire/rcode.js";
import type { ResourceRecord } from "../../src/wire/resource-record.js";
import { version } from "../transfer/versions.js";

const zone = version(1, "www A 192.0.2.80\nwww 60 A 192.0.2.81\nwww TXT x\na.b TXT y\n*.wild A 192.0.2.1");

/** What the prerequisites of `update` come to, as they are after a journey over the wire. */
function check(build: (update: DNSUpdate) => DNSUpdate, change = (record: ResourceRecord) => record): string {
  const message = build(new DNSUpdate("example.")).toMessage();
  message.answer = message.answer.map(change);
  return rcodeText(checkPrerequisites(zone, Message.decode(message.encode()).answer));
}

describe("the prerequisites of an update (RFC 2136 §3.2.5)", () => {
  it.each<[string, (update: DNSUpdate) => DNSUpdate, string]>([
    ["a name that is in use", (update) => update.requireName("www"), "NOERROR"],
    ["a name that is in use, in other letters", (update) => update.requireName("WWW"), "NOERROR"],
    ["the top of the zone", (update) => update.requireName("@"), "NOERROR"],
    ["a name that isn't in use", (update) => update.requireName("ftp"), "NXDOMAIN"],
    ["an empty non-terminal, which isn't in use", (update) => update.requireName("b"), "NXDOMAIN"],
    ["a name that only a wildcard stands for", (update) => update.requireName("x.wild"), "NXDOMAIN"],
    ["an RRset that exists", (update) => update.requireSet("www", "A"), "NOERROR"],
    ["an RRset that doesn't exist", (update) => update.requireSet("www", "MX"), "NXRRSET"],
    ["no name where there is none", (update) => update.requireNoName("ftp"), "NOERROR"],
    ["no name where there is an empty non-terminal", (update) => update.requireNoName("b"), "NOERROR"],
    ["no name where there is one", (update) => update.requireNoName("www"), "YXDOMAIN"],
    ["no RRset where there is none", (update) => update.requireNoSet("www", "MX"), "NOERROR"],
    ["no RRset where there is one", (update) => update.requireNoSet("www", "A"), "YXRRSET"],
    ["exact data", (update) => update.requireExactly("www A 192.0.2.81", "www A 192.0.2.80"), "NOERROR"],
    ["exact data, said twice", (update) => update.requireExactly("www TXT x", "www TXT x"), "NOERROR"],
    ["only some of the data", (update) => update.requireExactly("www A 192.0.2.80"), "NXRRSET"],
    ["more than the data", (update) => update.requireExactly("www TXT x", "www TXT z"), "NXRRSET"],
    ["data of a name that isn't there", (update) => update.requireExactly("ftp A 192.0.2.80"), "NXRRSET"],
    ["several, all of which hold", (update) => update.requireName("www").requireNoName("ftp"), "NOERROR"],
    ["several, the last of which doesn't", (update) => update.requireName("www").requireNoSet("www", "A"), "YXRRSET"],
    ["a name outside the zone", (update) => update.requireName("example.net."), "NOTZONE"],
  ])("want %s", (_what, build, rcode) => {
    expect(check(build)).toBe(rcode);
  });

  it.each<[string, (update: DNSUpdate) => DNSUpdate, (record: ResourceRecord) => ResourceRecord]>([
    ["a TTL", (update) => update.requireName("www"), (record) => record.with({ ttl: 1 })],
    ["data with class ANY", (update) => update.requireExactly("www TXT x"), (record) => record.with({ class: 255 })],
    ["data with class NONE", (update) => update.requireExactly("www TXT x"), (record) => record.with({ class: 254 })],
    ["another class", (update) => update.requireExactly("www TXT x"), (record) => record.with({ class: 3 })],
  ])("are FORMERR with %s", (_what, build, change) => {
    expect(check(build, change)).toBe("FORMERR");
  });

  it("are none in an update without", () => {
    expect(checkPrerequisites(zone, [])).toBe(Rcode.NOERROR);
  });
});
