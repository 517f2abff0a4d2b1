import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import { Client, Pool } from "undici";
import { serveSampleSite } from "../../src/sample-site.js";

describe("twist http, driven by node:http", () => {
  it("keeps a connection alive for a hundred requests", async () => {
    await using site = await serveSampleSite();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let request = 0; request < 100; request += 1) {
      const [response] = (await once(get(`${site.url}/hello.txt`, { agent }), "response")) as [IncomingMessage];
      ports.add(response.socket.localPort);
      expect(await text(response)).toBe("Hello, world!\n");
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });
});

describe("twist http, driven by undici", () => {
  it("answers pipelined requests", async () => {
    await using site = await serveSampleSite();
    const client = new Client(site.url, { pipelining: 10 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { statusCode, body } = await client.request({ path: "/hello.txt", method: "GET" });
        return `${String(statusCode)} ${await body.text()}`;
      }),
    );
    expect(new Set(answers)).toEqual(new Set(["200 Hello, world!\n"]));
    await client.close();
  });

  it("serves several big files at once, and survives a client that gives up halfway", async () => {
    await using site = await serveSampleSite();
    const pool = new Pool(site.url, { connections: 4 });
    const download = async (): Promise<boolean> => {
      const { body } = await pool.request({ path: "/big.bin", method: "GET" });
      return (await buffer(body)).equals(site.big);
    };
    const giveUp = async (): Promise<boolean> => {
      const { body } = await pool.request({ path: "/big.bin", method: "GET" });
      for await (const chunk of body) if ((chunk as Buffer).length > 0) break;
      return true;
    };
    expect(await Promise.all([download(), giveUp(), download(), giveUp(), download()])).not.toContain(false);
    await pool.close();
  });
});
