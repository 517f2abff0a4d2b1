import { writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { dig, recordsIn } from "../../src/dns/dig.js";
import { origin, sampleZoneText } from "../../src/dns/sample-zone.js";
import { startNamed } from "../../src/dns/start-named.js";
import { freePort } from "../../src/free-port.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";
import { runTwist, startTwist } from "../../src/twist.js";

/** Listens at one port by UDP and TCP, with these options besides. */
async function startDNS(options: readonly string[]) {
  const port = await freePort();
  const at = `:${String(port)}:interface=127.0.0.1`;
  const twist = await startTwist(["dns", "--listen", `udp${at}`, "--listen", `tcp${at}`, ...options], { ports: 2 });
  return { twist, port, [Symbol.asyncDispose]: () => twist[Symbol.asyncDispose]() };
}

describeWith(["dig", "named"], "twist dns", () => {
  it("serves a zone file, forwards the rest, blocks what it is told to, and stops cleanly", async () => {
    using folder = new TemporaryFolder();
    const zone = folder.file("interop.example.zone");
    const block = folder.file("block.txt");
    writeFileSync(zone, sampleZoneText);
    writeFileSync(block, "# ads\nads.other.example\n");
    await using named = await startNamed({
      files: {
        "zone.db": "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.99\nads A 192.0.2.1\n",
      },
      statements: 'zone "other.example" { type primary; file "zone.db"; };',
      ready: ["other.example."],
    });
    const forward = `127.0.0.1:${String(named.port)}`;
    await using ours = await startDNS(["--zone", zone, "--forward", forward, "--block", block, "--nsid", "here"]);
    expect(await dig(ours.port, [origin, "SOA"])).toMatchObject({ status: "NOERROR", flags: "qr aa rd" });
    const other = await dig(ours.port, ["+nsid", "www.other.example", "A"]);
    expect(recordsIn(other, "ANSWER").map(String)).toEqual(["www.other.example. 60 IN A 192.0.2.99"]);
    expect(other.text).toContain('("here")');
    expect((await dig(ours.port, ["ads.other.example", "A"])).status).toBe("NXDOMAIN");
    const asked = await runTwist([
      "dns",
      "query",
      `big.${origin}`,
      "TXT",
      "--server",
      `127.0.0.1:${String(ours.port)}`,
      "--short",
    ]);
    expect(asked.code).toBe(0);
    expect(asked.stdout.toString()).toContain("0000000000");
    expect((await ours.twist.program.stop("SIGTERM")).code).toBe(0);
  });
});
