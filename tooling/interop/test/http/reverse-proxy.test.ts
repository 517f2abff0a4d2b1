import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request as nodeRequest } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { reactor, serverFromString } from "@twist/core";
import { HTTPFactory } from "@twist/http";
import { ReverseProxy, type ReverseProxyOptions } from "@twist/http/proxy";
import { connectWhenReady } from "../../src/connect-when-ready.js";
import { describeWith } from "../../src/describe-with.js";
import { freePort } from "../../src/free-port.js";
import { listening } from "../../src/listening-server.js";
import { RunningProgram, runProgram, type ProgramEnd } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { runTwist, startTwist } from "../../src/twist.js";

const big = randomBytes(5_000_000);

/** Our proxy in front of `upstreams`, for as long as the scope. */
async function proxyOf(options: ReverseProxyOptions): Promise<{ url: string; port: number } & AsyncDisposable> {
  const proxy = new ReverseProxy(options);
  const factory = new HTTPFactory({ resource: proxy });
  const listening = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(factory);
  const { address } = listening;
  const port = address.type === "tcp" ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    async [Symbol.asyncDispose]() {
      await listening.stopListening();
      await proxy.close();
    },
  };
}

function curl(...args: string[]): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--max-time", "20", "--noproxy", "*", ...args]);
}

/** nginx, serving `folder`/site. */
async function startNginx(folder: TemporaryFolder): Promise<{ port: number } & AsyncDisposable> {
  const port = await freePort();
  const file = folder.file("nginx.conf");
  mkdirSync(folder.file("site/deep"), { recursive: true });
  writeFileSync(folder.file("site/hello.txt"), "Hello from nginx\n");
  writeFileSync(folder.file("site/deep/index.html"), "deep\n");
  writeFileSync(folder.file("site/big.bin"), big);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${folder.file(name)};`,
  );
  const config = `daemon off;
master_process off;
pid ${folder.file("nginx.pid")};
error_log stderr;
events { worker_connections 128; }
http {
${paths.join("\n")}
  access_log off;
  default_type application/octet-stream;
  gzip on;
  gzip_types text/plain application/octet-stream;
  gzip_min_length 1;
  gzip_proxied any;
  client_max_body_size 1k;
  server {
    listen 127.0.0.1:${String(port)};
    root ${folder.file("site")};
    location /via { return 200 "$http_via|$http_x_forwarded_for|$http_x_forwarded_proto|$http_x_forwarded_host|$http_host\\n"; }
  }
}
`;
  writeFileSync(file, config);
  const program = new RunningProgram("nginx", ["-c", file, "-p", folder.path, "-e", "stderr"]);
  (await connectWhenReady(port)).destroy();
  return { port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

describeWith(["nginx", "curl"], "our reverse proxy in front of nginx", () => {
  it("brings files, ranges, resumed downloads, conditions and compressed content", async () => {
    using folder = new TemporaryFolder();
    await using nginx = await startNginx(folder);
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(nginx.port)}`] });
    expect((await curl(`${proxy.url}/hello.txt`)).stdout.toString()).toBe("Hello from nginx\n");
    expect((await curl(`${proxy.url}/big.bin`)).stdout.equals(big)).toBe(true);
    expect((await curl("--compressed", `${proxy.url}/big.bin`)).stdout.equals(big)).toBe(true);
    expect((await curl("-r", "100-199", `${proxy.url}/big.bin`)).stdout.equals(big.subarray(100, 200))).toBe(true);
    const file = folder.file("download");
    writeFileSync(file, big);
    truncateSync(file, 3_000_000);
    expect(await curl("-C", "-", "-o", file, `${proxy.url}/big.bin`)).toMatchObject({ code: 0 });
    expect(readFileSync(file).equals(big)).toBe(true);
    const head = (await curl("-I", `${proxy.url}/hello.txt`)).stdout.toString();
    expect(head).toMatch(/^content-length: 17\r$/im);
    const etag = /^etag: (.*?)\r?$/im.exec(head)?.[1] ?? "";
    expect((await curl("-i", "-H", `If-None-Match: ${etag}`, `${proxy.url}/hello.txt`)).stdout.toString()).toMatch(
      /^HTTP\/1\.1 304 /,
    );
  });

  it("tells it who asked, and makes its redirects lead through the proxy", async () => {
    using folder = new TemporaryFolder();
    await using nginx = await startNginx(folder);
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(nginx.port)}`], pseudonym: "edge" });
    const { stdout } = await curl("-H", "X-Forwarded-For: 6.6.6.6", `${proxy.url}/via`);
    const upstream = `127.0.0.1:${String(nginx.port)}`;
    expect(stdout.toString()).toBe(`1.1 edge|127.0.0.1|http|127.0.0.1:${String(proxy.port)}|${upstream}\n`);
    expect((await curl("-L", `${proxy.url}/deep`)).stdout.toString()).toBe("deep\n");
    expect((await curl("-i", `${proxy.url}/deep`)).stdout.toString()).toMatch(/^location: \/deep\/\r$/im);
  });

  it("hands its early refusal of a large body on, with and without Expect", async () => {
    using folder = new TemporaryFolder();
    await using nginx = await startNginx(folder);
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(nginx.port)}`] });
    const file = folder.file("upload");
    writeFileSync(file, big);
    for (const expectation of ["Expect: 100-continue", "Expect:"]) {
      const args = ["-o", "/dev/null", "-w", "%{http_code}", "-H", expectation, "-T", file];
      expect((await curl(...args, `${proxy.url}/upload`)).stdout.toString()).toBe("413");
    }
  });
});

describeWith(["python3", "curl"], "twist http --proxy in front of python3's http.server and node:http", () => {
  it("goes on with the other when one is gone, in HTTP/1.0 and 1.1", async () => {
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("who"), "python");
    const pythonPort = await freePort();
    await using python = new RunningProgram(
      "python3",
      ["-m", "http.server", String(pythonPort), "--bind", "127.0.0.1", "--directory", folder.path],
      { env: { PYTHONUNBUFFERED: "1" } },
    );
    (await connectWhenReady(pythonPort)).destroy();
    await using node = await listening(createServer((_request, response) => response.end("node")));
    const upstreams = [pythonPort, node.port].flatMap((port) => ["--proxy", `http://127.0.0.1:${String(port)}`]);
    await using twist = await startTwist(["http", "--listen", "tcp:0:interface=127.0.0.1", ...upstreams]);
    const who = async (): Promise<string> =>
      (await curl(`http://127.0.0.1:${String(twist.port)}/who`)).stdout.toString();
    expect([await who(), await who()].sort()).toEqual(["node", "python"]);
    await python.stop("SIGKILL");
    expect([await who(), await who(), await who()]).toEqual(["node", "node", "node"]);
  });

  it("says that there must be one thing to serve", async () => {
    const both = await runTwist(["http", "--listen", "tcp:0", "--root", ".", "--proxy", "http://a"]);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("Give --root or --proxy, not both.");
  });
});

describe("our reverse proxy in front of node:http", () => {
  it("streams a large body both ways, chunked, with curl", async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("upload");
    writeFileSync(file, big);
    await using node = await listening(createServer((request, response) => request.pipe(response)));
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(node.port)}`] });
    const args = ["-H", "Transfer-Encoding: chunked", "-H", "Expect:", "-T", file];
    expect((await curl(...args, `${proxy.url}/`)).stdout.equals(big)).toBe(true);
  });

  it("hands on 103 and trailers", async () => {
    const server = createServer((_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeHead(200, { Trailer: "X-Sum" });
      response.write("content");
      response.addTrailers({ "X-Sum": "42" });
      response.end();
    });
    await using node = await listening(server);
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(node.port)}`] });
    const hints: unknown[] = [];
    const asking = nodeRequest(`${proxy.url}/`, { agent: false });
    asking.on("information", ({ statusCode }) => hints.push(statusCode));
    asking.end();
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of response) text += String(chunk);
    expect([text, hints, response.trailers["x-sum"]]).toEqual(["content", [103], "42"]);
  });

  it("tunnels an Upgrade, with the first bytes of both sides, until one side ends it", async () => {
    const server = createServer();
    server.on("upgrade", (request, socket, head) => {
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n" +
          `Upgrade: websocket\r\nX-Key: ${request.headers["sec-websocket-key"] ?? ""}\r\n\r\nwelcome `,
      );
      if (head.length > 0) socket.write(head);
      socket.pipe(socket);
    });
    await using node = await listening(server);
    await using proxy = await proxyOf({ upstreams: [`http://127.0.0.1:${String(node.port)}`] });
    const asking = nodeRequest(`${proxy.url}/chat`, {
      agent: false,
      headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": "abc" },
    });
    asking.end();
    const [response, socket, head] = (await once(asking, "upgrade")) as [IncomingMessage, Socket, Buffer];
    expect([response.statusCode, response.headers["x-key"]]).toEqual([101, "abc"]);
    const received: Buffer[] = [head];
    socket.on("data", (data: Buffer) => received.push(data));
    socket.write(big);
    socket.end("bye");
    await once(socket, "end");
    expect(Buffer.concat(received).equals(Buffer.concat([Buffer.from("welcome "), big, Buffer.from("bye")]))).toBe(
      true,
    );
  });
});
