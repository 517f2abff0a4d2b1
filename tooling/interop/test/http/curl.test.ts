import { truncateSync, writeFileSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram, type ProgramEnd } from "../../src/running-program.js";
import { serveSampleSite } from "../../src/sample-site.js";
import { makeCertificate } from "../../src/test-certificate.js";

describeWith(["curl"], "twist http, driven by curl", () => {
  it("GET: serves a file with its type and length", async () => {
    await using site = await serveSampleSite();
    const { code, stdout } = await curl("-i", `${site.url}/hello.txt`);
    expect(code).toBe(0);
    const [head = "", body] = stdout.toString().split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toMatch(/^content-type: text\/plain; *charset=utf-8\r?$/im);
    expect(head).toMatch(/^content-length: 14\r?$/im);
    expect(body).toBe("Hello, world!\n");
  });

  it("HEAD: the same head, and no body", async () => {
    await using site = await serveSampleSite();
    const { code, stdout } = await curl("-I", `${site.url}/big.bin`);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stdout.toString()).toMatch(/^content-length: 20000000\r?$/im);
    expect(stdout.toString()).toMatch(/\r\n\r\n$/);
  });

  it("serves 20 MB unharmed, also to a client that takes it slowly", async () => {
    await using site = await serveSampleSite();
    const fast = await curl(`${site.url}/big.bin`);
    expect(fast.stdout.equals(site.big)).toBe(true);
    const slow = await curl("--limit-rate", "20M", `${site.url}/big.bin`);
    expect(slow.stdout.equals(site.big)).toBe(true);
  });

  it("ranges: first bytes, last bytes, several, and one that isn't there", async () => {
    await using site = await serveSampleSite();
    expect((await curl("-r", "0-4", `${site.url}/hello.txt`)).stdout.toString()).toBe("Hello");
    expect((await curl("-r", "-7", `${site.url}/hello.txt`)).stdout.toString()).toBe("world!\n");
    const far = site.big.toString("latin1", 10_000_000, 10_000_005);
    const several = (await curl("-i", "-r", "0-4,10000000-10000004", `${site.url}/big.bin`)).stdout.toString("latin1");
    expect(several).toMatch(/^HTTP\/1\.1 206 .*\r\n[^]*multipart\/byteranges; boundary=/i);
    expect(several).toContain(`\r\n\r\n${far}\r\n--`);
    const missing = (await curl("-i", "-r", "100-", `${site.url}/hello.txt`)).stdout.toString();
    expect(missing).toMatch(/^HTTP\/1\.1 416 [^]*content-range: bytes \*\/14\r\n/i);
  });

  it("resumes a download that was cut", async () => {
    await using site = await serveSampleSite();
    const file = site.folder.file("download");
    writeFileSync(file, site.big);
    truncateSync(file, 7_000_000);
    expect(await curl("-C", "-", "-o", file, `${site.url}/big.bin`)).toMatchObject({ code: 0 });
    expect(readFileSync(file).equals(site.big)).toBe(true);
  });

  it("answers 304 to who has it already", async () => {
    await using site = await serveSampleSite();
    const etag = /^etag: (.*?)\r?$/im.exec((await curl("-I", `${site.url}/hello.txt`)).stdout.toString())?.[1] ?? "";
    const { stdout } = await curl("-i", "-H", `If-None-Match: ${etag}`, `${site.url}/hello.txt`);
    expect(stdout.toString()).toMatch(/^HTTP\/1\.1 304 /);
  });

  it("404 for what isn't there, 405 for what can't be done, and nothing from outside the root", async () => {
    await using site = await serveSampleSite();
    const status = async (...args: string[]): Promise<string> =>
      (await curl("-o", "/dev/null", "-w", "%{http_code}", ...args)).stdout.toString();
    expect(await status(`${site.url}/nothing.txt`)).toBe("404");
    expect(await status("-X", "DELETE", `${site.url}/hello.txt`)).toBe("405");
    for (const path of ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd"]) {
      expect(await status("--path-as-is", `${site.url}${path}`)).toMatch(/^40[034]$/);
    }
  });

  it("lists a directory, and its names survive being HTML and URLs", async () => {
    await using site = await serveSampleSite();
    const redirected = await curl("-i", `${site.url}/files`);
    expect(redirected.stdout.toString()).toMatch(/^HTTP\/1\.1 30[18] [^]*\r\nlocation: [^\r]*\/files\/\r\n/i);
    const listing = (await curl("-L", `${site.url}/files`)).stdout.toString();
    expect(listing).toContain("one.txt");
    expect(listing).toContain("&lt;two&gt;&amp;.txt");
    const link = /href="([^"]*two[^"]*)"/.exec(listing)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect((await curl(new URL(link, `${site.url}/files/`).href)).stdout.toString()).toBe("2");
    expect((await curl(`${site.url}/umlaut-%C3%BC.txt`)).stdout.toString()).toBe("grün\n");
  });

  it("keeps the connection for the next request", async () => {
    await using site = await serveSampleSite();
    const { stdout, stderr } = await curl("-v", `${site.url}/hello.txt`, `${site.url}/files/one.txt`);
    expect(stdout.toString()).toBe("Hello, world!\n1");
    expect(stderr).toMatch(/Re-using existing connection/i);
  });

  it("speaks HTTP/1.0", async () => {
    await using site = await serveSampleSite();
    const { stdout } = await curl("-i", "--http1.0", `${site.url}/hello.txt`);
    expect(stdout.toString()).toMatch(/^HTTP\/1\.[01] 200 [^]*\r\n\r\nHello, world!\n$/);
  });

  it("https: with a certificate that curl verifies", async () => {
    let certificate = "";
    await using site = await serveSampleSite({
      host: "localhost",
      listen: async (folder) => {
        const made = await makeCertificate(folder.path);
        certificate = made.cert;
        return [`tls:0:interface=127.0.0.1:${made.options}`];
      },
    });
    expect(site.url).toMatch(/^https:/);
    const well = await curl("-4", "--cacert", certificate, `${site.url}/hello.txt`);
    expect(well.stdout.toString()).toBe("Hello, world!\n");
    const big = await curl("-4", "--cacert", certificate, `${site.url}/big.bin`);
    expect(big.stdout.equals(site.big)).toBe(true);
    const untrusted = await curl("-4", `${site.url}/hello.txt`);
    expect(untrusted.code).toBe(60);
  });

  it("serves on a UNIX socket", async () => {
    await using site = await serveSampleSite({ listen: (folder) => [`unix:${folder.file("http.sock")}`] });
    const { stdout } = await curl("--unix-socket", site.folder.file("http.sock"), "http://localhost/hello.txt");
    expect(stdout.toString()).toBe("Hello, world!\n");
  });

  it("serves many at a time", async () => {
    await using site = await serveSampleSite();
    const urls = Array.from({ length: 200 }, () => ["-o", "/dev/null", `${site.url}/hello.txt`]).flat();
    const { code, stdout } = await curl("-Z", "--parallel-max", "50", "-w", "%{http_code}\n", ...urls);
    expect(code).toBe(0);
    expect(stdout.toString()).toBe("200\n".repeat(200));
  });
});

function curl(...args: string[]): Promise<ProgramEnd> {
  return runProgram("curl", ["-q", "-sS", "--max-time", "20", ...args], { env: { no_proxy: "*" } });
}
