import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import type { ResourceRecord } from "@twist/dns";
import { authoritative, nameServerID, serverCookies } from "@twist/dns/server";
import { TSIGKey, TSIGKeyring } from "@twist/dns/tsig";
import { ZoneTable } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import { origin, sampleZone } from "../../src/dns/sample-zone.js";
import { type ServedDNS, serveDNS, type ServeDNSOptions } from "../../src/dns/serve-dns.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { makeCertificate } from "../../src/test-certificate.js";

const zone = sampleZone();
const secret = Buffer.alloc(32, 7).toString("base64");

function serveSample(options: ServeDNSOptions = {}): Promise<ServedDNS> {
  return serveDNS(
    {
      handlers: [serverCookies(), nameServerID("interop-1"), authoritative(new ZoneTable([zone]))],
      keys: new TSIGKeyring([new TSIGKey({ name: "key.example.", secret })]),
    },
    options,
  );
}

/** What the zone has of a name and type, as text. */
function expected(name: string, type: string): string[] {
  return [...zone.records()]
    .filter((record) => record.name.toString().toLowerCase() === name.toLowerCase())
    .map(String)
    .filter((line) => line.split(" ")[3] === type)
    .sort();
}

describeWith(["dig", "kdig", "drill"], "our server, asked for each type", () => {
  it.each(["dig", "kdig"])("answers %s with the records of the zone", async (program) => {
    await using server = await serveSample();
    // Delegations, redirections and wildcards are for tests of their own.
    const isPlain = (record: ResourceRecord): boolean =>
      !/^\*|\.(?:sub|old)\.|^sub\.|^ds\./.test(record.name.toString());
    const unknownToKdig = new Set(program === "kdig" ? ["HIP", "AMTRELAY", "RESINFO"] : []);
    const records = [...zone.records()].filter((record) => isPlain(record) && !unknownToKdig.has(typeOf(record)));
    const questions = new Set(records.map((record) => `${record.name.toString()} ${typeOf(record)}`));
    const asked = [...questions].flatMap((question) => question.split(" "));
    const answer = await dig(server.port, ["+noall", "+answer", "+tcp", ...asked], { program });
    // An alias is followed: its target's records come twice.
    expect([...new Set(recordsIn(answer).map(String))].sort()).toEqual(records.map(String).sort());
    expect(records.length).toBeGreaterThan(50);
  });

  it("answers drill", async () => {
    await using server = await serveSample();
    const { code, stdout } = await runProgram("drill", [
      "-p",
      String(server.port),
      `mail.${origin}`,
      "AAAA",
      "@127.0.0.1",
    ]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/flags: qr aa rd/);
    expect(stdout.toString()).toMatch(/^mail\.interop\.example\.\t300\tIN\tAAAA\t2001:db8::25$/m);
  });
});

function typeOf(record: { toString(): string }): string {
  return record.toString().split(" ")[3] ?? "";
}

describeWith(["dig"], "our server, asked by dig", () => {
  it("answers from wildcards, and not below names that exist", async () => {
    await using server = await serveSample();
    const wild = await dig(server.port, [`any.thing.wild.${origin}`, "MX"]);
    expect(recordsIn(wild, "ANSWER").map(String)).toEqual([`any.thing.wild.${origin} 300 IN MX 5 mail.${origin}`]);
    expect(await dig(server.port, [`is.wild.${origin}`, "MX"])).toMatchObject({ status: "NOERROR" });
    expect((await dig(server.port, [`below.is.wild.${origin}`, "MX"])).status).toBe("NXDOMAIN");
  });

  it("follows aliases and redirections, and delegates with glue", async () => {
    await using server = await serveSample();
    const alias = await dig(server.port, [`www.${origin}`, "A"]);
    expect(recordsIn(alias, "ANSWER")).toHaveLength(3);
    const redirected = await dig(server.port, [`host.old.${origin}`, "A"]);
    expect(recordsIn(redirected, "ANSWER").map(typeOf)).toEqual(["DNAME", "CNAME", "A"]);
    const referral = await dig(server.port, ["+norecurse", `www.sub.${origin}`, "A"]);
    expect(referral).toMatchObject({ status: "NOERROR", flags: "qr" });
    expect(recordsIn(referral, "AUTHORITY")).toHaveLength(2);
    expect(recordsIn(referral, "ADDITIONAL").map(String)).toEqual([`ns.sub.${origin} 300 IN A 192.0.2.53`]);
  });

  it("says no with the SOA, and tells no name from no data", async () => {
    await using server = await serveSample();
    const noName = await dig(server.port, [`nowhere.${origin}`, "A"]);
    expect(noName).toMatchObject({ status: "NXDOMAIN", flags: "qr aa rd" });
    expect(recordsIn(noName, "AUTHORITY").map(({ ttl }) => ttl)).toEqual([60]);
    const empty = await dig(server.port, [`empty.${origin}`, "A"]);
    expect(empty).toMatchObject({ status: "NOERROR", flags: "qr aa rd" });
    expect((await dig(server.port, ["elsewhere.example.", "A"])).status).toBe("REFUSED");
  });

  it("truncates what is too long for UDP, and gives all of it by TCP", async () => {
    await using server = await serveSample();
    const cut = await dig(server.port, ["+ignore", `big.${origin}`, "TXT"]);
    expect(cut.flags).toBe("qr aa tc rd");
    const whole = await dig(server.port, [`big.${origin}`, "TXT"]);
    expect(whole.text).toContain(";; Truncated, retrying in TCP mode.");
    expect(recordsIn(whole, "ANSWER").map(String)).toEqual(expected(`big.${origin}`, "TXT"));
    expect((await dig(server.port, ["+ignore", "+noedns", origin, "ANY"])).text).toMatch(/MSG SIZE {2}rcvd: \d{1,3}$/m);
  });

  it("answers ANY with little", async () => {
    await using server = await serveSample();
    expect(recordsIn(await dig(server.port, [origin, "ANY", "+notcp"]), "ANSWER")).toHaveLength(1);
  });

  it("keeps the case that a name was asked in", async () => {
    await using server = await serveSample();
    const { text } = await dig(server.port, ["+noall", "+question", "+answer", `cAsE.kEpT.${origin}`, "A"]);
    expect(text).toMatch(/^;cAsE\.kEpT\.interop\.example\.\s+IN\s+A$/m);
    // The record has the case that the zone gives it.
    expect(text).toMatch(/^Case\.Kept\.interop\.example\.\s+300\s+IN\s+A\s+192\.0\.2\.10$/m);
  });

  it("takes part in EDNS: cookies, NSID, DO, sizes, versions and options that nobody knows", async () => {
    await using server = await serveSample();
    const first = await dig(server.port, ["+nsid", "+dnssec", "+bufsize=4096", "+ednsopt=65001:00ff", `web.${origin}`]);
    expect(first.text).toContain('; NSID: 69 6e 74 65 72 6f 70 2d 31 ("interop-1")');
    expect(first.text).toMatch(/EDNS: version: 0, flags: do; udp: 1232/);
    expect(first.text).toMatch(/COOKIE: [0-9a-f]{48} \(good\)/);
    const cookie = /COOKIE: ([0-9a-f]{48})/.exec(first.text)?.[1] ?? "";
    expect((await dig(server.port, [`+cookie=${cookie}`, `web.${origin}`])).text).toMatch(
      /COOKIE: [0-9a-f]{48} \(good\)/,
    );
    // +noednsneg: or dig tries again with the version that it was told.
    const future = await dig(server.port, ["+edns=7", "+noednsneg", `web.${origin}`]);
    expect(future.status).toBe("BADVERS");
    const plain = await dig(server.port, ["+noedns", `web.${origin}`]);
    expect(plain.text).not.toContain("OPT PSEUDOSECTION");
  });

  it("keeps a TCP connection open for more queries", async () => {
    await using server = await serveSample();
    const queries = [`web.${origin}`, `mail.${origin}`, `ns1.${origin}`];
    const { text } = await dig(server.port, ["+tcp", "+keepopen", "+noall", "+answer", ...queries]);
    expect(recordsIn({ text, status: "", flags: "" })).toHaveLength(4);
  });

  it("verifies and signs with TSIG, and refuses what is signed wrongly", async () => {
    await using server = await serveSample();
    const good = await dig(server.port, ["-y", `hmac-sha256:key.example:${secret}`, `web.${origin}`]);
    expect(good.status).toBe("NOERROR");
    expect(good.text).toMatch(/^key\.example\.\s+0\s+ANY\s+TSIG\s+hmac-sha256\. .* NOERROR 0/m);
    expect(good.text).not.toMatch(/Couldn't verify|validation failure/);
    const bad = await dig(server.port, [
      "-y",
      `hmac-sha256:key.example:${Buffer.alloc(32).toString("base64")}`,
      origin,
    ]);
    expect(bad.status).toBe("NOTAUTH");
    expect(bad.text).toMatch(/TSIG\s.* BADSIG 0/);
    expect((await dig(server.port, ["-y", `hmac-sha256:other.example:${secret}`, origin])).text).toContain("BADKEY");
  });
});

describeWith(["kdig", "openssl"], "our server, asked by kdig", () => {
  it("answers by TLS, padded, and proves its name", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using server = await serveSample({ certificate });
    const tls = ["+tls", `+tls-ca=${certificate.cert}`, "+tls-host=localhost", "+padding"];
    const answer = await dig(server.tlsPort, [...tls, `web.${origin}`], { program: "kdig" });
    expect(answer.text).toMatch(/^;; TLS session \(TLS1\.3\)/m);
    expect(answer.text).toMatch(/PADDING/);
    expect(answer.text).toMatch(/Received 468 B/);
    expect(recordsIn(answer, "ANSWER")).toHaveLength(2);
    const wrongName = ["+tls", `+tls-ca=${certificate.cert}`, "+tls-host=other.example"];
    await expect(dig(server.tlsPort, [...wrongName, origin], { program: "kdig" })).rejects.toThrow(/TLS/);
  });

  it("answers many queries of one connection, by TCP and by TLS", async () => {
    using folder = new TemporaryFolder();
    const certificate = await makeCertificate(folder.path);
    await using server = await serveSample({ certificate });
    const names = Array.from({ length: 20 }, (_, index) => `host${String(index)}.wild.${origin}`);
    const questions = names.flatMap((name) => ["-q", name, "-t", "TXT"]);
    for (const [port, how] of [
      [server.port, "+tcp"],
      [server.tlsPort, "+tls"],
    ] as const) {
      const { text } = await dig(port, [how, "+keepopen", "+noall", "+answer", ...questions], { program: "kdig" });
      expect(text.match(/"wildcard"/g)).toHaveLength(20);
    }
  });
});

describeWith(["delv"], "our server, asked by delv", () => {
  it("gives answers that delv takes for unsigned", async () => {
    await using server = await serveSample();
    const { code, stdout } = await runProgram("delv", [
      "@127.0.0.1",
      "-p",
      String(server.port),
      "-i",
      `mail.${origin}`,
      "A",
    ]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^mail\.interop\.example\.\t600\tIN\tA\t192\.0\.2\.25$/m);
  });
});

describeWith(["dnsperf"], "our server, under the load of dnsperf", () => {
  it.each(["udp", "tcp"])("answers all queries by %s", async (mode) => {
    await using server = await serveSample();
    using folder = new TemporaryFolder();
    const queries = folder.file("queries");
    writeFileSync(
      queries,
      [...zone.records()]
        .map((record) => `${record.name.toString()} ${typeOf(record)}\n`)
        // It doesn't know of escapes.
        .filter((line) => !line.includes("\\"))
        .join(""),
    );
    const load = ["-l", "1", "-c", "4", "-q", "50", "-m", mode, "-e", "-D"];
    const { code, stdout } = await runProgram("dnsperf", [
      ...["-s", "127.0.0.1", "-p", String(server.port), "-d", queries],
      ...load,
    ]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/Queries lost:\s+0 \(0\.00%\)/);
    expect(stdout.toString()).toMatch(/Response codes:\s+NOERROR \d+ \(100\.00%\)/);
    expect(Number(/Queries completed:\s+(\d+)/.exec(stdout.toString())?.[1])).toBeGreaterThan(500);
  });
});
