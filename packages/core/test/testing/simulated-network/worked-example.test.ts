import { expect, it } from "@jest/globals";

import { ClientService } from "../../../src/endpoint/client-service.js";
import { clientFromString, serverFromString } from "../../../src/endpoint/from-string.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { SimulatedNetwork } from "../../../src/testing/simulated-network/simulated-network.js";

class Subscriber extends Protocol {
  static news: string[] = [];

  override dataReceived(data: Buffer): void {
    Subscriber.news.push(data.toString());
  }
}

class Publisher extends Protocol {
  override connectionMade(): void {
    this.transport.write("news!");
  }
}

it("finds a server again that has crashed, come back, and been cut off meanwhile", async () => {
  const net = new SimulatedNetwork({ seed: 42, link: { latencyMs: 20, jitterMs: 10 }, chunking: "whole" });
  const server = net.host("news.example");
  const laptop = net.host("laptop");
  server.onBoot((reactor) => serverFromString(reactor, "tcp:1190").listen(Factory.forProtocol(Publisher)));

  const endpoint = clientFromString(laptop.reactor, "tcp:news.example:1190:timeoutMs=10000");
  const client = new ClientService(endpoint, Factory.forProtocol(Subscriber), laptop.reactor, {
    retryPolicy: () => 5_000,
  });
  client.startService();
  await net.run(1_000);
  expect(Subscriber.news).toEqual(["news!"]);

  server.kill({ forMs: 20_000 }); // the process dies: its connections are reset, and nobody listens
  net.link(server, laptop).partition({ afterMs: 10_000, forMs: 60_000 }); // it is back at 21 s, behind a cut wire
  await net.run(60_000);
  expect(Subscriber.news).toEqual(["news!"]);

  await net.run(30_000);
  expect(Subscriber.news).toEqual(["news!", "news!"]);

  void client.stopService();
  await net.run();
  expect(net.openHandles()).toEqual(["news.example: port [::]:1190"]);
});
