import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { SimulatedNetwork } from "@twist/core/testing";
import { notifiedSOA, notifyMessage } from "../../src/notify/notify-message.js";
import { notifyZone } from "../../src/notify/notify-zone.js";
import { SecondaryNotifier, type SecondaryNotifierOptions } from "../../src/notify/secondary-notifier.js";
import { ZonePublisher } from "../../src/transfer/zone-publisher.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { Message } from "../../src/wire/message.js";
import { Opcode } from "../../src/wire/opcode.js";
import { Rcode } from "../../src/wire/rcode.js";
import { type Asked, NameServer } from "../exchange/name-server.js";
import { makeNetwork, outcome } from "../transfer/serve.js";
import { version } from "../transfer/versions.js";

const key = new TSIGKey({ name: "notify.", secret: "c2VjcmV0IHNlY3JldCBzZWNyZXQ=" });

let network: SimulatedNetwork;
let running: SecondaryNotifier | undefined;

beforeEach(() => {
  network = makeNetwork();
});

afterEach(async () => {
  running?.stopService();
  await network.run(1);
  expect(network.openHandles().filter((handle) => handle.startsWith("primary"))).toEqual([]);
});

const agrees = (asked: Asked): void => {
  asked.send(asked.message.reply());
};

function startSecondary(script = agrees, address = "192.0.2.2"): Promise<NameServer> {
  return NameServer.start(network, `secondary ${address}`, address, script);
}

function startNotifier(options: Partial<SecondaryNotifierOptions> = {}): ZonePublisher {
  const publisher = new ZonePublisher();
  const { reactor } = network.host("primary", { addresses: ["192.0.2.1"] });
  running = new SecondaryNotifier({ publisher, servers: [{ host: "192.0.2.2" }], reactor, ...options });
  running.startService();
  return publisher;
}

function serials({ asked }: NameServer): (number | undefined)[] {
  return asked.map(({ message }) => notifiedSOA(message)?.data.serial);
}

describe("notifyZone", () => {
  it("tells a server of a zone and its new SOA record (RFC 1996 §3.7)", async () => {
    const server = await startSecondary();
    const { reactor } = network.host("primary");
    await outcome(network, notifyZone("example.", { server: server.address, soa: version(7).soa, reactor }));
    const { message } = server.asked[0] ?? { message: new Message() };
    expect([message.opcode, message.aa, message.rd, serials(server)]).toEqual([Opcode.NOTIFY, true, false, [7]]);
    expect(message.question[0]).toMatchObject({ type: 6, class: 1 });
  });

  it("fails with what the server says", async () => {
    const server = await startSecondary(({ message, send }) => {
      send(message.reply({ rcode: Rcode.NOTAUTH }));
    });
    const telling = notifyZone("example.", { server: server.address, reactor: network.host("primary").reactor });
    await expect(outcome(network, telling)).rejects.toMatchObject({ code: "NOTIFY_REFUSED", rcode: Rcode.NOTAUTH });
  });

  it("hints at nothing with an SOA of another zone", () => {
    const message = notifyMessage(version(1).origin);
    message.answer = [version(2, "", "other.").soa];
    expect(notifiedSOA(message)).toBeUndefined();
  });
});

describe("SecondaryNotifier", () => {
  it("tells of the zones that are there when it starts, and of each change", async () => {
    const server = await startSecondary();
    const publisher = startNotifier();
    publisher.publish(version(1));
    await network.run(5_000);
    publisher.publish(version(2));
    await network.run(5_000);
    expect(serials(server)).toEqual([1, 2]);
  });

  it("tells of several changes at once as of one", async () => {
    const server = await startSecondary();
    const publisher = startNotifier();
    for (let serial = 1; serial < 20; serial++) publisher.publish(version(serial));
    await network.run(5_000);
    expect(serials(server)).toEqual([19]);
  });

  it("tells again, ever later, until maxAttempts have gone without an answer", async () => {
    const times: number[] = [];
    await startSecondary(() => {
      times.push(network.now());
    });
    startNotifier({ limits: { maxAttempts: 3, retryMs: 10_000 } }).publish(version(1));
    await network.run(600_000);
    // Each attempt is two datagrams.
    const starts = times.filter((_, i) => i % 2 === 0);
    expect(times).toHaveLength(6);
    expect((starts[2] ?? 0) - (starts[1] ?? 0)).toBeGreaterThan((starts[1] ?? 0) - (starts[0] ?? 0) + 9_000);
  });

  it("tells of the newest version where one came while it waited for an answer", async () => {
    const publisher = startNotifier();
    let isFirst = true;
    const server = await startSecondary((asked) => {
      if (isFirst) publisher.publish(version(2));
      isFirst = false;
      agrees(asked);
    });
    publisher.publish(version(1));
    await network.run(10_000);
    expect(serials(server)).toEqual([1, 2]);
  });

  it("doesn't insist where the server refuses", async () => {
    const server = await startSecondary(({ message, send }) => {
      send(message.reply({ rcode: Rcode.REFUSED }));
    });
    startNotifier().publish(version(1));
    await network.run(600_000);
    expect(server.asked).toHaveLength(1);
  });

  it("tells each server of its zones, signed with its key", async () => {
    const a = await startSecondary(() => undefined, "192.0.2.2");
    const b = await startSecondary(agrees, "192.0.2.3");
    const publisher = startNotifier({
      servers: [
        { host: "192.0.2.2", key, zones: ["example."] },
        { host: "192.0.2.3", zones: ["other."] },
      ],
    });
    publisher.publish(version(1));
    publisher.publish(version(1, "", "other."));
    await network.run(2_000);
    expect(a.asked.map(({ message }) => message.question[0]?.name.toString().toLowerCase())).toEqual(["example."]);
    expect(b.asked.map(({ message }) => message.question[0]?.name.toString().toLowerCase())).toEqual(["other."]);
    expect(a.asked[0]?.message.signature?.name.toString()).toBe("notify.");
    expect(b.asked[0]?.message.signature).toBeUndefined();
  });

  it("has no more than maxConcurrent messages wait for their answers", async () => {
    const server = await startSecondary(() => undefined);
    const publisher = startNotifier({ limits: { maxConcurrent: 3 } });
    for (let i = 0; i < 10; i++) publisher.publish(version(1, "", `zone-${String(i)}.`));
    await network.run(1_500);
    expect(server.asked).toHaveLength(3);
  });

  it("tells nobody any more once it is stopped, and begins anew when it is started", async () => {
    const server = await startSecondary();
    const publisher = startNotifier();
    publisher.publish(version(1));
    running?.stopService();
    publisher.publish(version(2));
    await network.run(10_000);
    expect(server.asked).toEqual([]);
    running?.startService();
    await network.run(10_000);
    expect(serials(server)).toEqual([2]);
  });
});
