import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTLSServer } from "node:https";
import { expect, it } from "@jest/globals";
import { reactor, serverFromString } from "@twist/core";
import { InMemoryChecker, Portal, type Realm } from "@twist/core/cred";
import { HTTPFactory } from "@twist/http";
import { AuthGuard, BasicScheme } from "@twist/http/guards";
import { ForwardProxy, type ForwardProxyOptions } from "@twist/http/proxy";
import { describeWith } from "../../src/describe-with.js";
import { listening } from "../../src/listening-server.js";
import { runProgram, type ProgramEnd } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";

const big = randomBytes(5_000_000);

const site: RequestListener = (request, response) => {
  if (request.method === "PUT") request.pipe(response);
  else if (request.url === "/big") response.end(big);
  else response.end(`${request.method ?? ""} ${request.url ?? ""} via ${String(request.headers.via)}\n`);
};

/** Our proxy, which may reach loopback, for as long as the scope. */
async function proxyOf(options: ForwardProxyOptions = {}, guarded = false): Promise<{ url: string } & AsyncDisposable> {
  const proxy = new ForwardProxy({ pseudonym: "gate", allowedAddresses: ["127.0.0.0/8", "::1"], ...options });
  const realm: Realm<string> = { requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) };
  const portal = new Portal(realm, [new InMemoryChecker({ ada: "lovelace" })]);
  const guard = AuthGuard.forProxy(portal, [new BasicScheme("gate")]);
  const onRequest = guarded ? guard.protect(proxy.handle) : proxy.handle;
  const port = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(new HTTPFactory({ onRequest }));
  const { address } = port;
  return {
    url: `http://127.0.0.1:${String(address.type === "tcp" ? address.port : 0)}`,
    async [Symbol.asyncDispose]() {
      await port.stopListening();
      await proxy.close();
    },
  };
}

/** curl, through `proxy` for everything. */
function curl(proxy: string, ...args: string[]): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--max-time", "20", "--noproxy", "", "-x", proxy, ...args]);
}

function wget(proxy: string, ...args: string[]): Promise<ProgramEnd> {
  const env = { http_proxy: proxy, https_proxy: proxy, no_proxy: "" };
  return runProgram("wget", ["--no-config", "-q", "--tries=1", "--timeout=20", "-O", "-", ...args], { env });
}

describeWith(["curl", "wget", "openssl"], "our forward proxy, driven by curl and wget", () => {
  it("fetches http URLs, with bodies both ways", async () => {
    using folder = new TemporaryFolder();
    const file = folder.file("upload");
    writeFileSync(file, big);
    await using server = await listening(createServer(site));
    await using proxy = await proxyOf();
    const url = `http://127.0.0.1:${String(server.port)}`;
    expect((await curl(proxy.url, `${url}/a?b`)).stdout.toString()).toBe("GET /a?b via 1.1 gate\n");
    expect((await wget(proxy.url, `${url}/a?b`)).stdout.toString()).toBe("GET /a?b via 1.1 gate\n");
    expect((await curl(proxy.url, `${url}/big`)).stdout.equals(big)).toBe(true);
    expect((await curl(proxy.url, "-T", file, `${url}/upload`)).stdout.equals(big)).toBe(true);
  });

  it("tunnels to https, and to plain HTTP where it may", async () => {
    using folder = new TemporaryFolder();
    const { key, cert } = await makeCertificate(folder.path);
    const tls = createTLSServer({ key: readFileSync(key), cert: readFileSync(cert) }, site);
    await using secure = await listening(tls);
    await using plain = await listening(createServer(site));
    await using proxy = await proxyOf({ connectPorts: [secure.port, plain.port] });
    const url = `https://localhost:${String(secure.port)}`;
    expect((await curl(proxy.url, "--cacert", cert, `${url}/x`)).stdout.toString()).toBe("GET /x via undefined\n");
    expect((await curl(proxy.url, "--cacert", cert, `${url}/big`)).stdout.equals(big)).toBe(true);
    const answer = await wget(proxy.url, `--ca-certificate=${cert}`, `${url}/x`);
    expect(answer.stdout.toString()).toBe("GET /x via undefined\n");
    const through = await curl(proxy.url, "-p", `http://127.0.0.1:${String(plain.port)}/y`);
    expect(through.stdout.toString()).toBe("GET /y via undefined\n");
  });

  it("refuses ports and addresses that aren't allowed", async () => {
    await using server = await listening(createServer(site));
    const port = String(server.port);
    await using open = await proxyOf();
    await using strict = await proxyOf({ allowedAddresses: [], connectPorts: [server.port] });
    const status = ["-o", "/dev/null", "-w", "%{http_code} %{http_connect}"];
    expect((await curl(open.url, ...status, "-p", `http://127.0.0.1:${port}/`)).stdout.toString()).toBe("000 403");
    for (const host of ["127.0.0.1", "localhost"]) {
      expect((await curl(strict.url, ...status, `http://${host}:${port}/`)).stdout.toString()).toBe("403 000");
      expect((await curl(strict.url, ...status, "-p", `http://${host}:${port}/`)).stdout.toString()).toBe("000 403");
    }
  });

  it("asks for a password, for URLs and tunnels alike", async () => {
    await using server = await listening(createServer(site));
    await using proxy = await proxyOf({ connectPorts: [server.port] }, true);
    const url = `http://127.0.0.1:${String(server.port)}/`;
    const status = ["-o", "/dev/null", "-w", "%{http_code} %{http_connect}"];
    expect((await curl(proxy.url, ...status, url)).stdout.toString()).toBe("407 000");
    expect((await curl(proxy.url, ...status, "-p", url)).stdout.toString()).toBe("000 407");
    for (const args of [[], ["-p"]]) {
      const answer = await curl(proxy.url, "-U", "ada:lovelace", ...args, url);
      expect(answer.stdout.toString()).toMatch(/^GET \/ via /);
    }
  });
});
