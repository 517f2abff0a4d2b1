import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTLSServer } from "node:https";
import { connect } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import {
  Agent,
  CookieJar,
  createFetch,
  decodeContent,
  followRedirects,
  ProxyConnector,
  storeCookies,
} from "@twist/http/client";
import { listening } from "../../src/listening-server.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";

/** A key and a certificate for localhost, PEM. */
async function certificate(): Promise<{ key: Buffer; cert: Buffer }> {
  using folder = new TemporaryFolder();
  const files = await makeCertificate(folder.path);
  return { key: readFileSync(files.key), cert: readFileSync(files.cert) };
}

const echo: RequestListener = (request, response) => {
  request.pipe(response);
};

describe("our client with a server of node:http", () => {
  it("keeps one connection alive for a hundred requests", async () => {
    const ports = new Set<number | undefined>();
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      ports.add(request.socket.remotePort);
      response.end(`hello ${request.url ?? ""}`);
    };
    await using server = await listening(createServer(listener));
    await using agent = new Agent();
    for (let n = 0; n < 100; n++) {
      const response = await agent.request({ url: `http://127.0.0.1:${String(server.port)}/${String(n)}` });
      expect(await response.text()).toBe(`hello /${String(n)}`);
    }
    expect(ports.size).toBe(1);
  });

  it("streams megabytes up and down at the same time", async () => {
    await using server = await listening(createServer(echo));
    await using agent = new Agent();
    async function* upload(): AsyncGenerator<Buffer> {
      for (let n = 0; n < 100; n++) yield Buffer.alloc(50_000, n);
    }
    const url = `http://127.0.0.1:${String(server.port)}/`;
    let length = 0;
    for await (const chunk of (await agent.request({ url, method: "POST", body: upload() })).body)
      length += chunk.length;
    expect(length).toBe(5_000_000);
    const patient = await agent.request({ url, method: "POST", body: "body", expectContinue: true });
    expect(await patient.text()).toBe("body");
    expect(agent.connections).toBe(1);
  });

  it("follows, decodes and remembers", async () => {
    await using server = await listening(
      createServer((request, response) => {
        if (request.url === "/login") response.writeHead(303, { Location: "/", "Set-Cookie": "id=1" }).end();
        else {
          const text = `cookie ${request.headers.cookie ?? "none"}`;
          response.writeHead(200, { "Content-Encoding": "gzip, br" }).end(brotliCompressSync(gzipSync(text)));
        }
      }),
    );
    await using agent = new Agent();
    const browser = followRedirects(storeCookies(decodeContent(agent), new CookieJar()));
    const response = await browser.request({ url: `http://127.0.0.1:${String(server.port)}/login`, method: "POST" });
    expect([response.redirected, await response.text()]).toEqual([true, "cookie id=1"]);
  });

  it("speaks https to who has a certificate of ours, and to nobody else", async () => {
    const { key, cert } = await certificate();
    await using server = await listening(createTLSServer({ key, cert }, echo));
    const url = `https://localhost:${String(server.port)}/`;
    await using agent = new Agent({ tls: { ca: cert } });
    const fetch = createFetch({ requester: agent });
    expect(await (await fetch(url, { method: "POST", body: "secret" })).text()).toBe("secret");
    await using stranger = new Agent();
    await expect(stranger.request({ url })).rejects.toMatchObject({ code: "TLS_HANDSHAKE_FAILED" });
  });

  it("goes through a proxy, with a tunnel for https", async () => {
    const { key, cert } = await certificate();
    const seen: string[] = [];
    const proxy = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end("proxied");
    });
    await using origin = await listening(createTLSServer({ key, cert }, echo));
    proxy.on("connect", (request, socket) => {
      seen.push(request.url ?? "");
      const upstream = connect(origin.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
    });
    await using proxied = await listening(proxy);
    const connector = new ProxyConnector({ proxy: `http://127.0.0.1:${String(proxied.port)}`, tls: { ca: cert } });
    await using agent = new Agent({ connector });
    const plain = await agent.request({ url: "http://nowhere.invalid/x" });
    expect(await plain.text()).toBe("proxied");
    const url = `https://localhost:${String(origin.port)}/`;
    expect(await (await agent.request({ url, method: "POST", body: "inside" })).text()).toBe("inside");
    expect(seen).toEqual(["http://nowhere.invalid/x", `localhost:${String(origin.port)}`]);
  });
});
