import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Logger } from "@twist/core";
import { OptionsError } from "@twist/core/application";
import { MemoryReactor } from "@twist/core/testing";
import { signTask } from "../../src/command/sign-task.js";
import { zoneOfFile } from "../../src/command/zone-files.js";
import { A } from "../../src/records/a.js";
import { CDS } from "../../src/records/cds.js";
import { DNSKEY } from "../../src/records/dnskey.js";
import { NSEC } from "../../src/records/nsec.js";
import { NSEC3PARAM } from "../../src/records/nsec3param.js";
import { ZONEMD } from "../../src/records/zonemd.js";
import { Name } from "../../src/wire/name.js";

const zoneText = `$TTL 300
@ SOA ns hostmaster 7 3600 900 604800 300
@ NS ns
ns A 192.0.2.53
www A 192.0.2.80
`;

const defaults = {
  key: [] as string[],
  generate: [] as string[],
  keyDirectory: undefined,
  out: undefined as string | undefined,
  previous: undefined as string | undefined,
  nsec3: false,
  nsec3Salt: undefined as string | undefined,
  nsec3Iterations: undefined as number | undefined,
  optOut: false,
  serial: "keep" as const as string,
  validDays: 14,
  cds: false,
  zonemd: false,
};

describe("twist dns sign", () => {
  let directory = "";
  let file = "";
  let printed: string[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "twist-sign-"));
    file = join(directory, "example.zone");
    printed = [];
    await writeFile(file, zoneText);
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  async function run(options: Partial<typeof defaults>, startAt = Date.UTC(2026, 0, 1)): Promise<void> {
    await signTask.runTask(
      [file],
      { ...defaults, ...options },
      {
        reactor: new MemoryReactor({ startAt }),
        log: new Logger("test"),
        signal: new AbortController().signal,
        print: (line) => printed.push(line),
      },
    );
  }

  const keyFiles = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.endsWith(".key"));

  it("makes a key, signs with it, and prints the DS record for the parent", async () => {
    await run({ generate: ["ed25519"] });
    const [name = ""] = await keyFiles();
    expect(printed).toEqual([
      `key ${join(directory, name)}`,
      `zone ${file}.signed`,
      expect.stringMatching(/^example\. IN DS \d+ 15 2 [0-9A-F]{64}$/),
    ]);
    expect((await stat(join(directory, name.replace(/key$/, "private")))).mode & 0o777).toBe(0o600);
    const zone = await zoneOfFile(`${file}.signed`);
    expect(zone.serial).toBe(7);
    expect(zone.apex.has(NSEC.code)).toBe(true);
    expect(zone.node(Name.fromText("www.example."))?.get(A)?.signatures).toHaveLength(1);
  });

  it("signs again with the same keys, and takes over what is still good", async () => {
    await run({ generate: ["ECDSAP256SHA256:ksk", "ECDSAP256SHA256:zsk"] });
    const key = (await keyFiles()).map((name) => join(directory, name));
    const before = await zoneOfFile(`${file}.signed`);
    await writeFile(file, `${zoneText}new A 192.0.2.99\n`);
    const out = join(directory, "again");
    await run({ key, previous: `${file}.signed`, out, serial: "increment" }, Date.UTC(2026, 0, 2));
    const after = await zoneOfFile(out);
    expect(after.serial).toBe(8);
    expect(after.apex.get(DNSKEY)?.records).toHaveLength(2);
    const signatureOf = (zone: typeof after, name: string): string =>
      String(zone.node(Name.fromText(name))?.get(A)?.signatures[0]);
    expect(signatureOf(after, "www.example.")).toBe(signatureOf(before, "www.example."));
    expect(signatureOf(after, "new.example.")).toContain("RRSIG A 13 2");
    expect(printed.filter((line) => line.includes(" DS "))).toHaveLength(2);
  });

  it("doesn't take over signatures of a signed file that somebody has edited", async () => {
    await run({ generate: ["ECDSAP256SHA256"] });
    const key = (await keyFiles()).map((name) => join(directory, name));
    const signed = await readFile(`${file}.signed`, "utf8");
    const signatureOf = (text: string): string | undefined => /^ +(?:\d+)? *IN RRSIG A .*$/m.exec(text)?.[0];
    await writeFile(file, signed.replace(/(A +)192\.0\.2\.\d+/, "$1192.0.2.123"));
    await run({ key });
    const again = await readFile(`${file}.signed`, "utf8");
    expect(again).toContain("192.0.2.123");
    expect(signatureOf(signed)).toBeDefined();
    expect(signatureOf(again)).not.toBe(signatureOf(signed));
  });

  it("makes NSEC3, CDS and ZONEMD records, and a serial of the time, where they are asked for", async () => {
    const options = { generate: ["13"], nsec3: true, nsec3Salt: "abcd", optOut: true, cds: true, zonemd: true };
    await run({ ...options, serial: "unixtime" });
    const zone = await zoneOfFile(`${file}.signed`);
    expect(zone.apex.get(NSEC3PARAM)?.records.map(({ data }) => NSEC3PARAM.format(data))).toEqual(["1 0 0 ABCD"]);
    expect(zone.apex.has(CDS.code) && zone.apex.has(ZONEMD.code)).toBe(true);
    expect(zone.serial).toBe(Date.UTC(2026, 0, 1) / 1000);
  });

  it.each([
    ["no key", {}, "--key or --generate"],
    ["an algorithm that nobody has", { generate: ["RSAMD5"] }, "not RSAMD5"],
    ["a role that no key has", { generate: ["ED25519:boss"] }, "not ED25519:boss"],
    ["a key file that isn't there", { key: ["/nowhere/K"] }, "--key: /nowhere/K"],
    ["NSEC3 options without NSEC3", { generate: ["13"], optOut: true }, "for --nsec3"],
    ["a salt that isn't hexadecimal", { generate: ["13"], nsec3: true, nsec3Salt: "salty" }, "--nsec3-salt"],
    ["too large a salt", { generate: ["13"], nsec3: true, nsec3Salt: "00".repeat(256) }, "--nsec3-salt"],
    ["a previous version that isn't there", { generate: ["13"], previous: "/nowhere" }, "--previous"],
  ])("refuses %s in a line, and makes nothing", async (_what, options, message) => {
    const error: unknown = await run(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OptionsError);
    expect((error as OptionsError).message).toContain(message);
    expect(await readdir(directory)).toEqual([basename(file)]);
  });

  it("says which line of the zone is wrong, and for which zone a key is", async () => {
    await run({ generate: ["13"] });
    const [key = ""] = await keyFiles();
    const other = join(directory, "other.zone");
    await writeFile(other, zoneText);
    file = other;
    await expect(run({ key: [join(directory, key)] })).rejects.toThrow("a key of example. can't sign other.");
    await writeFile(other, `${zoneText}www A 192.0.2\n`);
    await expect(run({ generate: ["13"] })).rejects.toThrow(/other\.zone.*6/);
    expect(await readFile(other, "utf8")).toContain("www A 192.0.2\n");
  });
});
