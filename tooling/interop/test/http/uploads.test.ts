import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { request as nodeRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import { InMemoryChecker, Portal } from "@twist/core/cred";
import type { HTTPFactoryOptions, RequestHandler } from "@twist/http";
import { readMultipart } from "@twist/http/bodies";
import { compress } from "@twist/http/compression";
import { AuthGuard, BasicScheme, DigestScheme } from "@twist/http/guards";
import { Router } from "@twist/http/routing";
import { Sessions } from "@twist/http/sessions";
import { Client } from "undici";
import { describeWith } from "../../src/describe-with.js";
import { runProgram, type ProgramEnd } from "../../src/running-program.js";
import { serveHandler } from "../../src/serve-handler.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

const content = randomBytes(5_000_000);
const digest = createHash("sha256").update(content).digest("hex");
const page = "a line of a long page\n".repeat(100_000);

/** Says how a body was framed, and its hash. */
const hash: RequestHandler = async (request, response) => {
  const sum = createHash("sha256");
  for await (const chunk of request.body) sum.update(chunk);
  const framing = request.headers.get("transfer-encoding") ?? "length";
  response.send(200, {}, `${framing} ${request.headers.get("expect") ?? "-"} ${sum.digest("hex")}`);
};

function site(): HTTPFactoryOptions {
  const sessions = new Sessions<{ readonly visits: number; readonly user?: string }>();
  const users = new Portal(
    { requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) },
    [new InMemoryChecker({ alice: "wonderland" })],
    { throttle: false },
  );
  const guard = (scheme: BasicScheme | DigestScheme): RequestHandler =>
    new AuthGuard(users, [scheme]).protect((request, response, { avatar }) => {
      response.send(200, {}, `${request.method} ${avatar}`);
    });
  const router = new Router()
    .post("/hash", hash)
    .put("/hash", hash)
    .post("/refused", (_request, response) => {
      response.send(417);
    })
    .get("/page", (_request, response) => {
      response.send(200, { "Content-Type": "text/html", ETag: '"1"' }, page);
    })
    .post("/form", async (request, response) => {
      const fields: string[] = [];
      for await (const part of readMultipart(request, { maxFileBytes: content.length })) {
        const sum = createHash("sha256");
        for await (const chunk of part) sum.update(chunk);
        fields.push(`${part.name} ${part.filename ?? "-"} ${sum.digest("hex")}`);
      }
      response.send(200, {}, fields.join("\n"));
    })
    .get("/visit", async (request, response) => {
      const session = await sessions.open(request, response);
      const visits = (session.data?.visits ?? 0) + 1;
      await session.save({ ...session.data, visits });
      response.send(200, {}, `${String(visits)} ${session.data?.user ?? "-"}`);
    })
    .post("/login", async (request, response) => {
      const session = await sessions.open(request, response);
      await session.regenerate({ visits: 0, ...session.data, user: "alice" });
      response.send(204);
    })
    .all("/basic", guard(new BasicScheme("interop")))
    .all("/digest", guard(new DigestScheme("interop", { hashes: ["SHA-256", "MD5"] })));
  return { onRequest: compress(router.handle) };
}

describeWith(["curl"], "a site of ours, driven by curl", () => {
  it("takes uploads with a length, in chunks, and after 100 Continue", async () => {
    await using server = await serveHandler(site());
    const upload = async (...args: string[]): Promise<ProgramEnd> =>
      curlWith(content, "-v", ...args, `${server.url}/hash`);
    expect((await upload("--data-binary", "@-", "-H", "Expect:")).stdout.toString()).toBe(`length - ${digest}`);
    expect((await upload("-T", "-")).stdout.toString()).toMatch(new RegExp(`^chunked .* ${digest}$`));
    const patient = await upload("--data-binary", "@-", "-H", "Expect: 100-continue");
    expect(patient.stdout.toString()).toBe(`length 100-continue ${digest}`);
    expect(patient.stderr).toMatch(/^< HTTP\/1\.1 100 Continue/m);
  });

  it("refuses an upload before it is sent", async () => {
    await using server = await serveHandler(site());
    const args = ["-w", "%{http_code} %{size_upload}", "--data-binary", "@-", "-H", "Expect: 100-continue"];
    const { stdout } = await curlWith(content, ...args, `${server.url}/refused`);
    // curl may send it again without Expect, as RFC 9110 §10.1.1 lets it; what counts is the answer.
    expect(stdout.toString()).toMatch(/^417 \d+$/);
  });

  it("reads forms with files", async () => {
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("a.bin"), content);
    await using server = await serveHandler(site());
    const file = `file=@${folder.file("a.bin")}`;
    const { stdout } = await curl("-F", "name=Ada", "-F", file, `${server.url}/form`);
    const name = createHash("sha256").update("Ada").digest("hex");
    expect(stdout.toString()).toBe(`name - ${name}\nfile a.bin ${digest}`);
  });

  it.each(["gzip", "br"])("compresses with %s, and is asked again by the weak tag", async (coding) => {
    await using server = await serveHandler(site());
    const plain = await curl("--compressed", `${server.url}/page`);
    expect(plain.stdout.toString()).toBe(page);
    const head = await curl("-D", "-", "-o", "/dev/null", "-H", `Accept-Encoding: ${coding}`, `${server.url}/page`);
    expect(head.stdout.toString()).toMatch(new RegExp(`^content-encoding: ${coding}\\r$`, "im"));
    expect(head.stdout.toString()).toMatch(/^etag: W\/"1"\r$/im);
    expect((await curl("--compressed", "--http1.0", `${server.url}/page`)).stdout.toString()).toBe(page);
  });

  it("keeps a session in curl's cookie jar, with a new id at login", async () => {
    using folder = new TemporaryFolder();
    await using server = await serveHandler(site());
    const jar = ["-b", folder.file("jar"), "-c", folder.file("jar")];
    const visit = async (): Promise<string> => (await curl(...jar, `${server.url}/visit`)).stdout.toString();
    const id = (): string | undefined => /session\t(\S+)/.exec(readFileSync(folder.file("jar"), "utf8"))?.[1];
    expect([await visit(), await visit()]).toEqual(["1 -", "2 -"]);
    const before = id();
    await curl(...jar, "-X", "POST", `${server.url}/login`);
    expect([id() === before, id()?.length, await visit()]).toEqual([false, 43, "3 alice"]);
  });

  it("lets in by Basic and by Digest, and nobody with another password", async () => {
    await using server = await serveHandler(site());
    for (const [way, path] of [
      ["--basic", "basic"],
      ["--digest", "digest"],
    ] as const) {
      const ask = async (login: string): Promise<string> =>
        (await curl(way, "-u", login, "-w", " %{http_code}", `${server.url}/${path}`)).stdout.toString();
      expect(await ask("alice:wonderland")).toBe("GET alice 200");
      expect(await ask("alice:looking-glass")).toMatch(/ 401$/);
    }
  });
});

const script = `
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
content = sys.stdin.buffer.read()
connection.request("POST", "/hash", body=content)
print(connection.getresponse().read().decode())
def pieces():
    for at in range(0, len(content), 60000): yield content[at:at + 60000]
connection.request("PUT", "/hash", body=pieces(), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
print(connection.getresponse().read().decode())
`;

describeWith(["python3"], "a site of ours, driven by Python's http.client", () => {
  it("takes uploads with a length and in chunks, on one connection", async () => {
    await using server = await serveHandler(site());
    const { stdout, stderr } = await runProgram("python3", ["-c", script, String(server.port)], { input: content });
    expect([stdout.toString(), stderr]).toEqual([`length - ${digest}\nchunked - ${digest}\n`, ""]);
  });
});

describeWith(["wget"], "a site of ours, driven by wget", () => {
  it("takes a form, keeps a session, and decodes what is compressed", async () => {
    using folder = new TemporaryFolder();
    await using server = await serveHandler(site());
    writeFileSync(folder.file("a.bin"), content);
    const posted = await wget(`--post-file=${folder.file("a.bin")}`, `${server.url}/hash`);
    expect(posted.stdout.toString()).toBe(`length - ${digest}`);
    const cookies = [`--save-cookies=${folder.file("jar")}`, "--keep-session-cookies"];
    expect((await wget(...cookies, `${server.url}/visit`)).stdout.toString()).toBe("1 -");
    const again = await wget(`--load-cookies=${folder.file("jar")}`, ...cookies, `${server.url}/visit`);
    expect(again.stdout.toString()).toBe("2 -");
    expect((await wget("--compression=gzip", `${server.url}/page`)).stdout.toString()).toBe(page);
  });

  it("answers the challenge of Digest", async () => {
    await using server = await serveHandler(site());
    const login = ["--user=alice", "--password=wonderland"];
    expect((await wget(...login, `${server.url}/basic`)).stdout.toString()).toBe("GET alice");
    expect((await wget(...login, `${server.url}/digest`)).stdout.toString()).toBe("GET alice");
  });
});

describe("a site of ours, driven by node:http and undici", () => {
  it("takes uploads of node:http, in chunks and after 100 Continue", async () => {
    await using server = await serveHandler(site());
    const headers = { Expect: "100-continue" };
    const request = nodeRequest(`${server.url}/hash`, { method: "POST", headers, agent: false });
    request.flushHeaders();
    await once(request, "continue");
    for (let at = 0; at < content.length; at += 100_000) request.write(content.subarray(at, at + 100_000));
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(await text(response)).toBe(`chunked 100-continue ${digest}`);
  });

  it("takes uploads of undici, as bytes and as a stream", async () => {
    await using server = await serveHandler(site());
    const client = new Client(server.url);
    const options = { path: "/hash", method: "POST" } as const;
    const whole = await client.request({ ...options, body: content });
    expect(await whole.body.text()).toBe(`length - ${digest}`);
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < content.length; at += 100_000) yield content.subarray(at, at + 100_000);
    }
    const streamed = await client.request({ ...options, body: Readable.from(pieces()) });
    expect(await streamed.body.text()).toBe(`chunked - ${digest}`);
    await client.close();
  });
});

function curl(...args: string[]): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--max-time", "20", ...args], { env: { no_proxy: "*" } });
}

function curlWith(input: Uint8Array, ...args: string[]): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--max-time", "20", ...args], { env: { no_proxy: "*" }, input });
}

function wget(...args: string[]): Promise<ProgramEnd> {
  const options = ["--no-config", "-q", "-O", "-", "--tries=1", "--timeout=20"];
  return runProgram("wget", [...options, ...args], { env: { no_proxy: "*" } });
}
