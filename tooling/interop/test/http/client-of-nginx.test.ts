import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { Agent, createFetch, decodeContent, followRedirects } from "@twist/http/client";
import { describeWith } from "../../src/describe-with.js";
import { startNginx, type RunningNginx } from "../../src/nginx.js";

const big = randomBytes(8_000_000);
const text = "a line of a long page\n".repeat(10_000);

function site(): Promise<RunningNginx> {
  return startNginx({
    http: "gzip on; gzip_types text/plain; gzip_min_length 1; keepalive_requests 50; keepalive_timeout 3s 2s;",
    server: (folder) => {
      writeFileSync(folder.file("big.bin"), big);
      writeFileSync(folder.file("page.txt"), text);
      return `root ${folder.path};
        location = /moved { return 301 /page.txt; }
        location = /teapot { return 418 "short and stout"; }`;
    },
  });
}

describeWith(["nginx"], "our client with nginx", () => {
  it("gets files over few connections, as many as nginx keeps", async () => {
    await using nginx = await site();
    await using agent = new Agent();
    for (let n = 0; n < 120; n++) {
      const response = await agent.request({ url: `${nginx.url}/page.txt`, headers: { Range: "bytes=0-5" } });
      expect([response.status, await response.text()]).toEqual([206, "a line"]);
    }
    expect(agent.connections).toBeLessThanOrEqual(1);
  });

  it("gets several large files at a time, whole and in parts", async () => {
    await using nginx = await site();
    await using agent = new Agent();
    const url = `${nginx.url}/big.bin`;
    const bodies = await Promise.all(
      Array.from({ length: 5 }, async (_, n) => {
        const headers = { Range: `bytes=${String(n)}-` };
        return (await agent.request({ url, headers })).bytes();
      }),
    );
    for (const [n, body] of bodies.entries()) expect(body.equals(big.subarray(n))).toBe(true);
  });

  it("decodes what nginx compresses in chunks", async () => {
    await using nginx = await site();
    await using agent = new Agent();
    const raw = await agent.request({ url: `${nginx.url}/page.txt`, headers: { "Accept-Encoding": "gzip" } });
    expect([raw.headers.get("content-encoding"), (await raw.bytes()).length < text.length]).toEqual(["gzip", true]);
    const decoded = await decodeContent(agent).request({ url: `${nginx.url}/page.txt` });
    expect(await decoded.text()).toBe(text);
  });

  it("follows redirects, and gives statuses as they are", async () => {
    await using nginx = await site();
    await using agent = new Agent();
    const fetch = createFetch({ requester: followRedirects(agent) });
    const moved = await fetch(`${nginx.url}/moved`);
    expect([moved.redirected, moved.url, await moved.text()]).toEqual([true, `${nginx.url}/page.txt`, text]);
    const teapot = await fetch(`${nginx.url}/teapot`);
    expect([teapot.status, await teapot.text()]).toEqual([418, "short and stout"]);
    expect((await fetch(`${nginx.url}/nothing`)).status).toBe(404);
  });

  it("is answered before its upload has gone out, and goes on with another connection", async () => {
    await using nginx = await site();
    await using agent = new Agent();
    const refused = await agent.request({ url: `${nginx.url}/page.txt`, method: "POST", body: big });
    expect(refused.status).toBe(413);
    refused.body.discard();
    const next = await agent.request({ url: `${nginx.url}/page.txt` });
    expect(await next.text()).toBe(text);
  });
});
