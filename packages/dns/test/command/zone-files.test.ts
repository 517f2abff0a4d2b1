import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OptionsError } from "@twist/core/application";
import { zoneOfFile } from "../../src/command/zone-files.js";

const body = "@ 300 SOA ns hostmaster 1 3600 900 604800 300\n@ 300 NS ns\nns 300 A 192.0.2.1\n";

describe("zoneOfFile", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-dns-"));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function load(name: string, text: string): Promise<string> {
    await writeFile(join(folder, name), text);
    return String((await zoneOfFile(join(folder, name))).origin);
  }

  it.each(["example.com", "example.com.zone", "example.com.db"])(
    "takes the zone's name from the file's: %s",
    async (name) => {
      expect(await load(name, body)).toBe("example.com.");
    },
  );

  it("takes the zone's name from $ORIGIN", async () => {
    expect(await load("file", `$ORIGIN example.net.\n${body}`)).toBe("example.net.");
  });

  it.each([
    ["a fault in the file, with its place", `${body}\nwww 300 A 1.2.3\n`, /example\.com\.zone.*:5/],
    ["records that are no zone", "@ 300 SOA ns hostmaster 1 3600 900 604800 300\n", /no NS record/],
    ["a file without an SOA", "@ 300 NS ns\n", /has no SOA record/],
  ])("refuses %s", async (_what, text, message) => {
    const loading = load("example.com.zone", text);
    await expect(loading).rejects.toThrow(OptionsError);
    await expect(loading).rejects.toThrow(message);
  });

  it("refuses a file that isn't there", async () => {
    await expect(zoneOfFile(join(folder, "gone.zone"))).rejects.toThrow(/^--zone: .*gone\.zone/);
  });
});
