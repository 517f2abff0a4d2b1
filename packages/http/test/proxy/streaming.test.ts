import { describe, expect, it } from "@jest/globals";
import { type SimulatedHost, SimulatedNetwork } from "@twist/core/testing";
import { Agent } from "../../src/client/agent.js";
import { ReverseProxy } from "../../src/proxy/reverse-proxy.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import type { RequestHandler } from "../../src/server/request-handler.js";

const WHOLE = 1024 * 1024;
/** What all buffers on the way may hold together: those of two wires and of three programs. */
const ON_ITS_WAY = 600_000;

/** A laptop, a proxy and a server on one network. */
class Row {
  readonly net: SimulatedNetwork;
  readonly laptop: SimulatedHost;
  readonly edge: SimulatedHost;
  readonly server: SimulatedHost;
  readonly agent: Agent;

  constructor(onRequest: RequestHandler, seed = 1) {
    this.net = new SimulatedNetwork({ seed, link: { latencyMs: 5, jitterMs: 2 }, windowBytes: 65_536 });
    this.server = this.net.host("server.example");
    this.edge = this.net.host("edge.example");
    this.laptop = this.net.host("laptop");
    this.server.onBoot((reactor) => reactor.listenTCP(8080, new HTTPFactory({ onRequest })));
    this.edge.onBoot((reactor) => {
      const proxy = new ReverseProxy({ upstreams: ["http://server.example:8080"], reactor });
      return reactor.listenTCP(80, new HTTPFactory({ resource: proxy }));
    });
    this.agent = new Agent({ reactor: this.laptop.reactor });
  }
}

describe("bodies through a ReverseProxy", () => {
  it("an answer that its client reads slowly is held up at the server, not in the proxy", async () => {
    let sent = 0;
    const row = new Row((_request, response) => {
      response.sendHead(200);
      response.registerProducer(
        {
          resumeProducing: () => {
            sent += 16_384;
            response.write(Buffer.alloc(16_384, "a"));
            if (sent >= WHOLE) response.end();
          },
          stopProducing: () => undefined,
        },
        { streaming: false },
      );
    });
    const asked = row.agent.request({ url: "http://edge.example/", bodyGapTimeoutMs: 600_000 });
    await row.net.run(1000);
    const answer = await asked;
    // Nobody reads for a while: what the wires and their ends hold, and no more, has left the server.
    await row.net.run(20_000);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(ON_ITS_WAY);
    const whole = answer.bytes();
    await row.net.run();
    expect((await whole).length).toBe(WHOLE);
  }, 30_000);

  it("a body that its server reads slowly is held up at the client, not in the proxy", async () => {
    let given = 0;
    let received = 0;
    async function* upload(): AsyncGenerator<Buffer> {
      for (; given < WHOLE; given += 16_384) yield Buffer.alloc(16_384, "b");
    }
    let goOn: () => void = () => undefined;
    const row = new Row((request, response) => {
      const { body } = request;
      let isFirst = true;
      body.deliverTo({
        bodyData: (chunk) => {
          received += chunk.length;
          if (!isFirst) return;
          isFirst = false;
          body.pause();
          goOn = () => {
            body.resume();
          };
        },
        bodyEnd: () => {
          response.send(200, {}, String(received));
        },
        bodyFailed: () => undefined,
      });
    });
    const asked = row.agent
      .request({ url: "http://edge.example/", method: "POST", body: upload() })
      .then((answer) => answer.text());
    await row.net.run(20_000);
    expect(received).toBeGreaterThan(0);
    expect(given).toBeLessThan(ON_ITS_WAY);
    goOn();
    await row.net.run();
    expect(await asked).toBe(String(WHOLE));
  }, 30_000);

  it("come through whole, both ways at once, however the network cuts them", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const row = new Row(async ({ body }, response) => {
        response.sendHead(200);
        for await (const chunk of body) response.write(chunk);
        response.end();
      }, seed);
      async function* upload(): AsyncGenerator<string> {
        for (let line = 0; line < 2000; line++) yield `${String(seed)} ${String(line)}\n`;
      }
      const asked = row.agent
        .request({ url: "http://edge.example/", method: "POST", body: upload() })
        .then((answer) => answer.text());
      await row.net.run();
      const lines = (await asked).split("\n");
      expect([lines.length, lines[0], lines[1999]]).toEqual([2001, `${String(seed)} 0`, `${String(seed)} 1999`]);
    }
  });

  it("leave nothing open behind when client and server are cut off in the middle", async () => {
    const row = new Row((_request, response) => {
      response.sendHead(200);
      response.write("a beginning");
    });
    row.agent.request({ url: "http://edge.example/" }).addErrback(() => undefined);
    row.laptop.crash({ afterMs: 500 });
    await row.net.run(1_000_000);
    expect(row.net.openHandles()).toEqual(["server.example: port [::]:8080", "edge.example: port [::]:80"]);
  });
});
