import { describe, expect, it } from "@jest/globals";
import { ipAddress } from "@twist/core";
import { StringTransport } from "@twist/core/testing";
import { encodeLengthPrefixed } from "@twist/core/wire";
import { DNSServerFactory } from "../../src/server/dns-server-factory.js";
import { A } from "../../src/records/a.js";
import { transfers } from "../../src/transfer/transfers.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { QueryType } from "../../src/wire/query-type.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { Zone } from "../../src/zone/zone.js";
import { ZoneTable } from "../../src/zone/zone-table.js";
import { version } from "./versions.js";

const records = 50_000;

function largeZone(): Zone {
  const made = Array.from(
    { length: records },
    (_, i) =>
      new ResourceRecord({
        name: Name.fromText(`host-${String(i)}.example.`),
        type: A,
        ttl: 300,
        data: { address: "192.0.2.80" },
      }),
  );
  return Zone.fromRecords(Name.fromText("example."), [...version(1).records(), ...made]);
}

async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

describe("a transfer of 50,000 records to a slow reader", () => {
  it("is made a message at a time, as the reader takes it", async () => {
    const handler = transfers(new ZoneTable([largeZone()]), { allow: { addresses: ["192.0.2.0/24"] } });
    const peer = ipAddress("tcp", "192.0.2.7", 1);
    const protocol = new DNSServerFactory({ handlers: [handler] }).buildProtocol(peer);
    if (protocol === undefined) throw new Error("refused");
    const transport = new StringTransport({ peer });
    transport.start(protocol);
    transport.full = true;
    transport.deliver(encodeLengthPrefixed(Message.query("example.", QueryType.AXFR).encode(), { prefixBytes: 2 }));
    let answers = 0;
    let rounds = 0;
    let most = 0;
    for (; answers < records && rounds < 500; rounds++) {
      await settle();
      const waiting = transport.value();
      transport.clear();
      most = Math.max(most, waiting.length);
      for (let at = 0; at < waiting.length;) {
        const length = waiting.readUInt16BE(at);
        answers += Message.decode(waiting.subarray(at + 2, at + 2 + length)).answer.length;
        at += 2 + length;
      }
      transport.drain();
      transport.full = true;
    }
    expect(answers).toBe(records + 4);
    expect(rounds).toBeGreaterThan(50);
    expect(most).toBeLessThan(40_000);
  });
});
