import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import type { RequestHandler } from "@twist/http";
import { Agent } from "@twist/http/client";
import { TrustedProxies } from "@twist/http/guards";
import { describeWith } from "../../src/describe-with.js";
import { startNginx, type RunningNginx } from "../../src/nginx.js";
import { serveHandler } from "../../src/serve-handler.js";

const proxies = new TrustedProxies(["127.0.0.1"]);
const big = randomBytes(8_000_000);

/** What came, in words; and content in the ways in which it can be framed. */
function site(ports: Set<number>): RequestHandler {
  return async (request, response) => {
    if (request.peer.type === "tcp") ports.add(request.peer.port);
    if (request.path === "/hash") {
      const hash = createHash("sha256");
      for await (const chunk of request.body) hash.update(chunk);
      response.send(200, {}, `${request.headers.get("transfer-encoding") ?? "length"} ${hash.digest("hex")}`);
    } else if (request.path === "/chunked") {
      response.sendHead(200);
      for (let at = 0; at < big.length; at += 100_000) response.write(big.subarray(at, at + 100_000));
      response.end();
    } else if (request.path === "/big") response.send(200, {}, big);
    else if (request.path === "/early") response.send(413, {}, "too much");
    else {
      const { address, scheme, authority } = proxies.clientOf(request);
      response.send(200, {}, `${request.method} ${String(address)} ${scheme} ${authority}`);
    }
  };
}

async function inFront(port: number): Promise<RunningNginx> {
  return startNginx({
    http: `upstream ours { server 127.0.0.1:${String(port)}; keepalive 4; }`,
    server: () => `
      client_max_body_size 0;
      location / {
        proxy_pass http://ours;
        proxy_http_version 1.1;
        proxy_request_buffering off;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
      }
      location /old/ { proxy_pass http://127.0.0.1:${String(port)}/; }`,
  });
}

describeWith(["nginx"], "our server, behind nginx", () => {
  it("keeps the upstream connection for a hundred requests, and knows the client", async () => {
    const ports = new Set<number>();
    await using server = await serveHandler({ onRequest: site(ports) });
    await using nginx = await inFront(server.port);
    await using agent = new Agent();
    for (let n = 0; n < 100; n++) {
      const response = await agent.request({ url: `${nginx.url}/who` });
      expect(await response.text()).toBe(`GET 127.0.0.1 https 127.0.0.1:${String(nginx.port)}`);
    }
    expect(ports.size).toBe(1);
  });

  it("takes large bodies, with a length and in chunks", async () => {
    await using server = await serveHandler({ onRequest: site(new Set()) });
    await using nginx = await inFront(server.port);
    await using agent = new Agent();
    const url = `${nginx.url}/hash`;
    const digest = createHash("sha256").update(big).digest("hex");
    const whole = await agent.request({ url, method: "POST", body: big });
    expect(await whole.text()).toBe(`length ${digest}`);
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < big.length; at += 70_000) yield big.subarray(at, at + 70_000);
    }
    const chunked = await agent.request({ url, method: "POST", body: pieces() });
    expect(await chunked.text()).toBe(`chunked ${digest}`);
  });

  it("gives large bodies, with a length, in chunks, and to HTTP/1.0", async () => {
    await using server = await serveHandler({ onRequest: site(new Set()) });
    await using nginx = await inFront(server.port);
    await using agent = new Agent();
    // Without proxy_http_version nginx speaks 1.0 to us, where chunks are the end of the connection.
    for (const path of ["/big", "/chunked", "/old/chunked"]) {
      const response = await agent.request({ url: nginx.url + path });
      expect((await response.bytes()).equals(big)).toBe(true);
    }
  });

  it("refuses an upload before it has come, and serves on", async () => {
    await using server = await serveHandler({ onRequest: site(new Set()) });
    await using nginx = await inFront(server.port);
    await using agent = new Agent();
    const refused = await agent.request({ url: `${nginx.url}/early`, method: "POST", body: big });
    expect([refused.status, await refused.text()]).toEqual([413, "too much"]);
    const next = await agent.request({ url: `${nginx.url}/who`, method: "HEAD" });
    expect([next.status, await next.text()]).toEqual([200, ""]);
  });
});
