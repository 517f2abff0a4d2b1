import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { LocalFileSystem } from "@twist/core/filesystem";
import { formatZone, parseZone, readZoneFile, Zone } from "@twist/dns/zone";
import { describeWith } from "../../src/describe-with.js";
import { origin, sampleZone, sampleZoneText } from "../../src/dns/sample-zone.js";
import { runProgram } from "../../src/running-program.js";
import { TemporaryFolder } from "../../src/temporary-folder.js";

/** Every record as text, in an order that doesn't depend on the file. */
function sorted(records: Iterable<{ toString(): string }>): string[] {
  return Array.from(records, String).sort();
}

/** What BIND makes of a zone file, in one of its styles. */
async function compile(text: string, style: string): Promise<string> {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("in"), text);
  const { code, stdout } = await runProgram("named-compilezone", [
    ...["-k", "ignore", "-i", "none", "-s", style, "-o", folder.file("out")],
    ...[origin, folder.file("in")],
  ]);
  if (code !== 0) throw new Error(stdout.toString());
  return readFileSync(folder.file("out"), "latin1");
}

describeWith(["named-checkzone", "named-compilezone"], "zone files and BIND", () => {
  it("read what we write as the same records", async () => {
    const zone = sampleZone();
    const text = formatZone(zone.records());
    expect(sorted(parseZone(await compile(text, "full"), { origin }))).toEqual(sorted(zone.records()));
  });

  it.each(["full", "relative"])("write in style %s what we read as the same records", async (style) => {
    expect(sorted(parseZone(await compile(sampleZoneText, style), { origin }))).toEqual(sorted(sampleZone().records()));
  });

  it("agree with us on $ORIGIN, $TTL, $INCLUDE, $GENERATE, parentheses, blanks and escapes", async () => {
    using folder = new TemporaryFolder();
    const text = `$TTL 1h30m
@ SOA ns hostmaster ( 1 ; serial
   2h 15m 2w 1m )
 NS ns
ns A 192.0.2.1
$GENERATE 1-20/3 host-$ A 192.0.2.$
$GENERATE 0-2 \${0,3,d}.rev CNAME \${10,2,x}.target
$ORIGIN deep.${origin}
www 5 IN A 192.0.2.2
 IN 7 AAAA 2001:db8::1
$INCLUDE more.zone sub.${origin}
back A 192.0.2.3
esc\\.aped TXT "a;b" c\\;d "e\\"f\\\\" \\065\\066
$ORIGIN .
outer.${origin} TXT (
  "one"
  "two" )
`;
    writeFileSync(folder.file("main.zone"), text);
    writeFileSync(folder.file("more.zone"), "inner A 192.0.2.4\n@ TXT included\n");
    const ours = await readZoneFile(new LocalFileSystem(folder.path, { readOnly: true }), "/main.zone", { origin });
    const { code, stdout } = await runProgram(
      "named-compilezone",
      ["-k", "ignore", "-i", "none", "-s", "full", "-o", folder.file("out"), origin, "main.zone"],
      { cwd: folder.path },
    );
    expect({ code, said: code === 0 ? "" : stdout.toString() }).toEqual({ code: 0, said: "" });
    const theirs = parseZone(readFileSync(folder.file("out"), "latin1"), { origin });
    expect(sorted(ours.records)).toEqual(sorted(theirs));
    expect(ours.records.length).toBeGreaterThan(15);
  });

  it("take a zone of ours with 10,000 names", async () => {
    const hosts = Array.from(
      { length: 10_000 },
      (_, index) => `host-${String(index)} A 10.0.${String(index >> 8)}.${String(index & 255)}`,
    );
    const zone = Zone.fromRecords(sampleZone().origin, parseZone(`${sampleZoneText}${hosts.join("\n")}\n`));
    using folder = new TemporaryFolder();
    writeFileSync(folder.file("zone"), formatZone(zone.records()));
    const { code, stdout } = await runProgram("named-checkzone", [
      "-k",
      "ignore",
      "-i",
      "none",
      origin,
      folder.file("zone"),
    ]);
    expect(stdout.toString()).toContain("loaded serial 2026112101");
    expect(code).toBe(0);
  });
});
