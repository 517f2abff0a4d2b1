import { beforeEach, describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { type SimulatedNetwork } from "@twist/core/testing";
import { ServerUpstream } from "../../src/exchange/server-upstream.js";
import { UDPUpstream } from "../../src/exchange/udp-upstream.js";
import { SOA } from "../../src/records/soa.js";
import { isMessage } from "../../src/server/dns-handler.js";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { transferChanges } from "../../src/transfer/transfer-changes.js";
import { transferRecords, transferZone } from "../../src/transfer/transfer-zone.js";
import { transfers, type TransfersOptions } from "../../src/transfer/transfers.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { Message } from "../../src/wire/message.js";
import { QueryType } from "../../src/wire/query-type.js";
import { Rcode } from "../../src/wire/rcode.js";
import type { Zone } from "../../src/zone/zone.js";
import { answerOf, queryFor } from "../server/ask.js";
import { makeNetwork, outcome, serve, texts } from "./serve.js";
import { rfc1995, version } from "./versions.js";

const key = new TSIGKey({ name: "transfer.", secret: "c2VjcmV0IHNlY3JldCBzZWNyZXQ=" });
const otherKey = new TSIGKey({ name: "other.", secret: "b3RoZXIgb3RoZXIgb3RoZXI=" });
const everybody = { addresses: ["0.0.0.0/0"] };

let network: SimulatedNetwork;

beforeEach(() => {
  network = makeNetwork();
});

async function primary(versions: readonly Zone[], options: TransfersOptions = {}): Promise<ZonePublisher> {
  const publisher = new ZonePublisher();
  for (const zone of versions) publisher.publish(zone);
  const { zones, history } = publisher;
  await serve(network.host("primary", { addresses: ["192.0.2.1"] }), {
    handlers: [transfers(zones, { allow: everybody, history, ...options }), authoritative(zones)],
    keys: new TSIGKeyring([key, otherKey]),
  });
  return publisher;
}

function from() {
  const { reactor } = network.host("secondary", { addresses: ["192.0.2.2"] });
  return { server: { host: "192.0.2.1" }, reactor, timeoutMs: 60_000 };
}

function ixfr(zone: Zone): Message {
  const query = Message.query(zone.origin, QueryType.IXFR);
  query.authority = [zone.soa];
  return query;
}

describe("transfers", () => {
  it("is off unless it is allowed", async () => {
    await primary([version(1)], { allow: [] });
    await expect(outcome(network, transferZone("example.", from()))).rejects.toMatchObject({
      code: "TRANSFER_REFUSED",
      rcode: Rcode.REFUSED,
    });
  });

  it("hands out a whole zone (AXFR)", async () => {
    const zone = version(1, "www A 192.0.2.80\n*.sub TXT x\nsub NS ns.sub\nns.sub A 192.0.2.9");
    await primary([zone]);
    const got = await outcome(network, transferZone("EXAMPLE.", from()));
    expect(texts(got.records())).toEqual(texts(zone.records()));
  });

  it("hands out records one by one, the SOA first and once", async () => {
    const zone = version(1, "www A 192.0.2.80");
    await primary([zone]);
    const got: string[] = [];
    await outcome(
      network,
      (async () => {
        for await (const record of transferRecords("example.", from())) got.push(record.toString());
      })(),
    );
    expect(got).toEqual(Array.from(zone.records(), String));
  });

  it("sends a large zone in several messages, the question in the first alone", async () => {
    const zone = version(1, Array.from({ length: 3000 }, (_, i) => `host-${String(i)} A 192.0.2.80`).join("\n"));
    await primary([zone]);
    const upstream = new ServerUpstream({ host: "192.0.2.1" }, from().reactor);
    const messages: Message[] = [];
    await outcome(
      network,
      (async () => {
        for await (const message of upstream.exchangeStream(Message.query("example.", QueryType.AXFR))) {
          messages.push(message);
          if (message.answer.at(-1)?.is(SOA) === true) break;
        }
      })(),
    );
    expect(messages.length).toBeGreaterThan(3);
    expect(messages.map(({ question }) => question.length)).toEqual([1, ...messages.slice(1).map(() => 0)]);
    expect(messages.every(({ aa, raw }) => aa && (raw?.length ?? 0) <= 16_384)).toBe(true);
    expect(texts(messages.flatMap(({ answer }) => answer).slice(0, -1))).toEqual(texts(zone.records()));
  });

  it("signs every message of a transfer that was asked for with a key", async () => {
    const zone = version(1, Array.from({ length: 3000 }, (_, i) => `host-${String(i)} A 192.0.2.80`).join("\n"));
    await primary([zone], { allow: { keys: ["transfer."] } });
    const got = await outcome(network, transferZone("example.", { ...from(), key }));
    expect(got.size).toBe(zone.size);
  });

  it.each([
    ["without the key", undefined, Rcode.REFUSED],
    ["with another key that the server has", otherKey, Rcode.REFUSED],
  ])("refuses those who come %s", async (_what, used, rcode) => {
    await primary([version(1)], { allow: { keys: ["transfer."] } });
    const getting = transferZone("example.", { ...from(), ...(used === undefined ? {} : { key: used }) });
    await expect(outcome(network, getting)).rejects.toMatchObject({ rcode });
  });

  it("wants address and key where a rule names both, and leaves out the zones that it doesn't name", async () => {
    await primary([version(1)], {
      allow: [
        { addresses: ["198.51.100.1"], keys: ["transfer."] },
        { ...everybody, zones: ["other."] },
      ],
    });
    await expect(outcome(network, transferZone("example.", { ...from(), key }))).rejects.toMatchObject({
      rcode: Rcode.REFUSED,
    });
  });

  it("says NOTAUTH for a zone that it doesn't have", async () => {
    await primary([version(1)]);
    await expect(outcome(network, transferZone("www.example.", from()))).rejects.toMatchObject({
      rcode: Rcode.NOTAUTH,
    });
  });

  it("answers AXFR by UDP with FORMERR (RFC 5936 §4.2)", () => {
    const publisher = new ZonePublisher();
    publisher.publish(version(1));
    const handler = transfers(publisher.zones, { allow: everybody });
    expect(answerOf([handler], queryFor({ name: "example.", type: "AXFR" }))?.rcode).toBe(Rcode.FORMERR);
  });

  it("answers IXFR without an SOA with FORMERR", () => {
    const publisher = new ZonePublisher();
    publisher.publish(version(1));
    const handler = transfers(publisher.zones, { allow: everybody });
    expect(answerOf([handler], queryFor({ name: "example.", type: "IXFR", transport: "tcp" }))?.rcode).toBe(
      Rcode.FORMERR,
    );
  });

  it("answers IXFR with the condensed changes (RFC 1995 §7)", async () => {
    await primary(rfc1995);
    const upstream = new UDPUpstream({ host: "192.0.2.1" }, from().reactor);
    const { answer } = await outcome(network, upstream.exchange(ixfr(rfc1995[0])));
    const soa = (serial: number) => expect.stringMatching(new RegExp(`SOA \\S+ \\S+ ${String(serial)} `));
    expect(answer.map(String)).toEqual([
      soa(3),
      soa(1),
      "NEZU.JAIN.AD.JP. 3600 IN A 133.69.136.5",
      soa(3),
      "JAIN-BB.JAIN.AD.JP. 3600 IN A 192.41.197.2",
      "JAIN-BB.JAIN.AD.JP. 3600 IN A 133.69.136.3",
      soa(3),
    ]);
  });

  it("brings a secondary up to date by IXFR", async () => {
    await primary(rfc1995);
    const { form, zone, differences } = await outcome(network, transferChanges(rfc1995[0], from()));
    expect([form, differences.length]).toEqual(["changes", 1]);
    expect(texts(zone.records())).toEqual(texts(rfc1995[2].records()));
  });

  it("answers IXFR with the SOA alone where there is nothing new", async () => {
    await primary(rfc1995);
    const { form, zone } = await outcome(network, transferChanges(rfc1995[2], from()));
    expect([form, zone]).toEqual(["current", rfc1995[2]]);
  });

  it("answers IXFR with the whole zone where the history doesn't reach back", async () => {
    await primary(rfc1995.slice(1));
    const { form, zone } = await outcome(network, transferChanges(rfc1995[0], from()));
    expect(form).toBe("zone");
    expect(texts(zone.records())).toEqual(texts(rfc1995[2].records()));
  });

  it("answers IXFR by UDP with the new SOA alone where the changes don't fit (RFC 1995 §2)", async () => {
    const large = version(2, Array.from({ length: 200 }, (_, i) => `host-${String(i)} A 192.0.2.80`).join("\n"));
    await primary([version(1), large]);
    const upstream = new UDPUpstream({ host: "192.0.2.1" }, from().reactor);
    const response = await outcome(network, upstream.exchange(ixfr(version(1))));
    expect(response.answer.map(String)).toEqual([large.soa.toString()]);
    expect(response.tc).toBe(false);
  });

  it("sends the version that was asked for, though another comes in the middle", async () => {
    const many = (last: number) =>
      Array.from({ length: 5000 }, (_, i) => `host-${String(i)} A 192.0.2.${String(last)}`).join("\n");
    const publisher = await primary([version(1, many(1))]);
    const got: string[] = [];
    await outcome(
      network,
      (async () => {
        for await (const record of transferRecords("example.", from())) {
          if (got.length === 0) publisher.publish(version(2, many(2)));
          if (record.name.toString().startsWith("host")) got.push(record.toString());
        }
      })(),
    );
    expect([got.length, got.every((text) => text.endsWith(".1"))]).toEqual([5000, true]);
  });

  it.each([
    ["maxTransfers", { maxTransfers: 1 }],
    ["maxTransfersPerAddress", { maxTransfersPerAddress: 1 }],
  ])("answers SERVFAIL beyond %s, and serves again once one has ended", async (_what, limits) => {
    const publisher = new ZonePublisher();
    publisher.publish(version(1));
    const handler = transfers(publisher.zones, { allow: everybody, limits });
    const start = () => {
      const query = queryFor({
        name: "example.",
        type: "AXFR",
        transport: "tcp",
        peer: ipAddress("tcp", "192.0.2.7", 1),
      });
      const answer = handler(query, () => undefined);
      if (answer === undefined || "then" in answer || isMessage(answer)) throw new Error("it isn't a stream");
      return answer[Symbol.asyncIterator]();
    };
    const rcodeOf = async (messages: AsyncIterator<Message, void>) => {
      const { value } = await messages.next();
      return value?.rcode;
    };
    const first = start();
    expect(await rcodeOf(first)).toBe(Rcode.NOERROR);
    expect(await rcodeOf(start())).toBe(Rcode.SERVFAIL);
    await first.return?.();
    expect(await rcodeOf(start())).toBe(Rcode.NOERROR);
  });
});
