import { describe, expect, it } from "@jest/globals";
import { Factory } from "@twist/core";
import { type SimulatedHost, SimulatedNetwork, type SimulatedNetworkOptions } from "@twist/core/testing";
import { Agent } from "../src/client/agent.js";
import { HTTPClientProtocol } from "../src/client/http-client-protocol.js";
import { HTTPFactory } from "../src/server/http-factory.js";
import type { RequestHandler } from "../src/server/request-handler.js";

const url = "http://web.example:8080/";
/** Long enough to be on its way for a while. */
const page = "All work and no play makes Jack a dull boy.\r\n".repeat(100);
const openPort = "web.example: port [::]:8080";

const answer: RequestHandler = async ({ method, body }, response) => {
  response.send(200, {}, method === "POST" ? await body.text() : page);
};

/** A server behind a slow line that lets no more than 200 bytes be on their way, and cuts those as the seed says. */
class Town {
  readonly net: SimulatedNetwork;
  readonly server: SimulatedHost;

  constructor(options: SimulatedNetworkOptions = {}) {
    this.net = new SimulatedNetwork({
      link: { latencyMs: 20, jitterMs: 10 },
      windowBytes: 200,
      trace: true,
      ...options,
    });
    this.server = this.net.host("web.example");
    this.server.onBoot((reactor) => reactor.listenTCP(8080, new HTTPFactory({ onRequest: answer })));
  }

  /** A connection from `host`. */
  async connect(host: SimulatedHost): Promise<HTTPClientProtocol> {
    const connecting = host.reactor.connectTCP(
      "10.0.0.1",
      8080,
      Factory.from(() => new HTTPClientProtocol()),
    );
    await this.net.run(100);
    return await connecting;
  }
}

/** What became of a promise, and when. */
interface Outcome {
  value?: unknown;
  error?: unknown;
  atMs?: number;
}

function outcomeOf(net: SimulatedNetwork, promise: PromiseLike<unknown>): Outcome {
  const outcome: Outcome = {};
  promise.then(
    (value) => {
      outcome.value = value;
      outcome.atMs = net.now();
    },
    (error: unknown) => {
      outcome.error = error;
      outcome.atMs = net.now();
    },
  );
  return outcome;
}

async function textOf(agent: Agent, body?: string): Promise<string> {
  const options = body === undefined ? { url } : { url, method: "POST", body };
  return (await agent.request({ ...options, bodyGapTimeoutMs: 30_000 })).text();
}

/** Five clients, each with three errands at once; two of them lose the line in the middle of it. @returns what happened, line by line. */
async function rushHour(seed: number): Promise<string> {
  const { net, server } = new Town({ seed });
  const outcomes: Outcome[] = [];
  for (let number = 0; number < 5; number++) {
    const laptop = net.host(`laptop ${String(number)}`);
    const agent = new Agent({ reactor: laptop.reactor, maxConnectionsPerOrigin: 2 });
    for (const body of [undefined, `from ${String(number)}`, undefined]) {
      outcomes.push(outcomeOf(net, textOf(agent, body)));
    }
    if (number < 2) net.link(laptop, server).partition({ afterMs: 200, forMs: 5_000 });
  }
  await net.run();
  expect(net.openHandles()).toEqual([openPort]);
  for (const [index, { value }] of outcomes.entries()) {
    expect(value).toBe(index % 3 === 1 ? `from ${String(Math.floor(index / 3))}` : page);
  }
  return net.trace.join("\n");
}

describe("HTTP on the simulated network", () => {
  it("answers all clients, whatever the line does, and does the same again for the same seed", async () => {
    const first = await rushHour(42);
    expect(first).toContain("partitioned");
    expect(first).toContain("sent again");
    expect(await rushHour(42)).toBe(first);
    expect(await rushHour(43)).not.toBe(first);
  });

  it("brings a response to its end when the line is back in time", async () => {
    const { net, server } = new Town();
    const laptop = net.host("laptop");
    const outcome = outcomeOf(net, textOf(new Agent({ reactor: laptop.reactor })));
    net.link(laptop, server).partition({ afterMs: 200, forMs: 20_000 });
    await net.run(20_100);
    expect(outcome).toEqual({});
    await net.run();
    expect(outcome.value).toBe(page);
    expect(net.openHandles()).toEqual([openPort]);
  });

  it("gives up a response of which nothing has come for the time between two pieces", async () => {
    const { net, server } = new Town();
    const laptop = net.host("laptop");
    const outcome = outcomeOf(net, textOf(new Agent({ reactor: laptop.reactor })));
    net.link(laptop, server).partition({ afterMs: 200 });
    await net.run(200);
    expect(net.trace.join("\n")).toContain("HTTP/1.1 200 OK");
    await net.run();
    expect(outcome.error).toMatchObject({ code: "BODY_TIMEOUT" });
    // The last piece came at 200 ms at the latest, and not two round trips before.
    expect(outcome.atMs).toBeGreaterThan(30_080);
    expect(outcome.atMs).toBeLessThanOrEqual(30_200);
    expect(net.openHandles()).toEqual([openPort]);
  });

  it("frees the connection of a client that has crashed in the middle of a response", async () => {
    const { net } = new Town();
    const laptop = net.host("laptop");
    void textOf(new Agent({ reactor: laptop.reactor }));
    laptop.crash({ afterMs: 200 });
    await net.run(1_000);
    expect(net.openHandles()).toContainEqual(expect.stringMatching(/^web\.example: connection/));
    await net.run();
    expect(net.openHandles()).toEqual([openPort]);
  });

  it("tells a client 408 whose request stops in the middle of its body, after a minute", async () => {
    const town = new Town();
    const { net } = town;
    const http = await town.connect(net.host("laptop"));
    async function* stopping(): AsyncGenerator<string> {
      yield "a beginning";
      await new Promise(() => undefined);
    }
    const sentAt = net.now();
    const outcome = outcomeOf(net, http.request({ url, method: "POST", body: stopping() }));
    await net.run(59_000);
    expect(outcome).toEqual({});
    await net.run();
    expect(outcome.value).toMatchObject({ status: 408 });
    expect((outcome.atMs ?? 0) - sentAt).toBeGreaterThan(60_000);
    expect((outcome.atMs ?? 0) - sentAt).toBeLessThan(60_200);
    expect(net.openHandles()).toEqual([openPort]);
  });

  it("closes a connection on which no further request comes for 65 s", async () => {
    const town = new Town();
    const { net } = town;
    const http = await town.connect(net.host("laptop"));
    const outcome = outcomeOf(
      net,
      http.request({ url }).then((response) => response.text()),
    );
    await net.run(64_000);
    expect([outcome.value, http.free]).toEqual([page, true]);
    await net.run(4_000);
    expect(http.free).toBe(false);
    expect(net.openHandles()).toEqual([openPort]);
  });

  it("comes back after a crash of the server: the agent's next request takes a new connection", async () => {
    const { net, server } = new Town();
    const agent = new Agent({ reactor: net.host("laptop").reactor });
    const first = outcomeOf(net, textOf(agent));
    server.kill({ afterMs: 200, forMs: 1_000 });
    await net.run(2_000);
    expect(first.error).toMatchObject({ code: "CONNECTION_CLOSED" });
    const second = outcomeOf(net, textOf(agent));
    await net.run();
    expect(second.value).toBe(page);
    expect(net.openHandles()).toEqual([openPort]);
  });
});
