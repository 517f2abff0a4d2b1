import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { Deferred, Factory, type Protocol, serverFromString } from "@twist/core";
import { memoryTransports, protocolMatrix, SimulatedNetwork, simulatedTransports } from "@twist/core/testing";
import { type SendOptions, SMTPClient } from "../src/client/smtp-client.js";
import { SMTPPool } from "../src/client/smtp-pool.js";
import { MemoryDelivery } from "../src/deliveries/memory-delivery.js";
import { deliverTo } from "../src/deliveries/message-delivery.js";
import { LMTPFactory } from "../src/server/lmtp-factory.js";
import { SMTPFactory } from "../src/server/smtp-factory.js";

const text = "Subject: grüße\r\n\r\n.one\r\n..two\r\n";

/** A client that sends one mail, and tells when it has. */
function oneMail(lmtp: boolean, options: SendOptions): { factory: Factory; done: Deferred<unknown> } {
  const smtp = new SMTPClient({ lmtp });
  const converse = async (): Promise<void> => {
    await smtp.greeting;
    await smtp.hello("client.example");
    const message = Readable.from([text.slice(0, 20), text.slice(20)]);
    const to = ["ada@x.example", '"bob b."@x.example'];
    const { accepted } = await smtp.send({ from: "", to }, message, options);
    expect(accepted).toEqual(to);
    await smtp.quit();
  };
  return { factory: Factory.from(() => smtp), done: Deferred.fromPromise(converse()) };
}

/** A server whose first delivered message is checked. */
function server(lmtp: boolean): Factory<Protocol> {
  const delivery = new MemoryDelivery();
  const options = {
    hostname: "mail.example",
    session: deliverTo({
      deliver: (message, connection) =>
        delivery.deliver(message, connection).addCallback((): undefined => {
          expect(delivery.messages.at(-1)?.content.toString()).toBe(text);
          return undefined;
        }),
    }),
  };
  return lmtp ? new LMTPFactory(options) : new SMTPFactory(options);
}

describe("client and server", () => {
  const protocols = [
    { name: "SMTP", lmtp: false, send: {} },
    { name: "SMTP with BDAT", lmtp: false, send: { chunking: true } },
    { name: "LMTP", lmtp: true, send: {} },
    { name: "LMTP with BDAT", lmtp: true, send: { chunking: true } },
  ].map(({ name, lmtp, send }) => ({ name, server: () => server(lmtp), client: () => oneMail(lmtp, send) }));

  for (const { name, run } of protocolMatrix([...memoryTransports, ...simulatedTransports], protocols)) it(name, run);

  it("bring every mail of a pool over once, while the network is slow", async () => {
    const net = new SimulatedNetwork({ seed: 7, chunking: "seeded", link: { latencyMs: 20, jitterMs: 15 } });
    const delivery = new MemoryDelivery();
    const factory = new SMTPFactory({ hostname: "mail.example", session: deliverTo(delivery) });
    const port = await serverFromString(net.host("mail.example").reactor, "tcp:25").listen(factory);
    const { reactor } = net.host("client.example");
    const pool = new SMTPPool({ reactor, host: "mail.example", port: 25, security: "none", maxConnections: 2 });
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    const sent = Promise.all(
      numbers.map((index) => pool.send({ from: "", to: "a@x.example" }, String(index), { chunking: index % 3 === 0 })),
    );
    const closed = pool.close();
    await net.run();
    await sent;
    await closed;
    await port.stopListening();
    const got = delivery.messages.map(({ content }) => Number(content.toString())).sort((a, b) => a - b);
    expect(got).toEqual(numbers);
    expect(net.openHandles()).toEqual([]);
  });
});
