import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_CACHE_LIMITS } from "../src/cache/cache-limits.js";
import { DEFAULT_VALIDATION_LIMITS } from "../src/dnssec/validation/validation-limits.js";
import { DEFAULT_NOTIFY_LIMITS } from "../src/notify/notify-limits.js";
import { knownTypes } from "../src/records/record-types.js";
import { DEFAULT_RESOLVER_LIMITS } from "../src/recursive/resolver-limits.js";
import { DEFAULT_SECONDARY_LIMITS } from "../src/secondary/secondary-limits.js";
import { DEFAULT_DNS_SERVER_LIMITS } from "../src/server/dns-server-limits.js";
import { DEFAULT_TRANSFER_CLIENT_LIMITS } from "../src/transfer/transfer-client-limits.js";
import { DEFAULT_TRANSFER_SERVER_LIMITS } from "../src/transfer/transfers.js";
import { DEFAULT_ZONE_HISTORY_LIMITS } from "../src/transfer/zone-history.js";
import { DEFAULT_UPDATE_LIMITS } from "../src/update/update-limits.js";
import { DEFAULT_ZONE_FILE_LIMITS } from "../src/zone-file/zone-file-limits.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The names and defaults in the table whose first heading is `heading`. */
function tableUnder(heading: string): Map<string | undefined, number> {
  const from = readme.indexOf(`| ${heading} `);
  const table = readme.slice(from, readme.indexOf("\n\n", from));
  return new Map([...table.matchAll(/^\| `(\w+)` +\| (\d+) +\|/gm)].map(([, name, value]) => [name, Number(value)]));
}

/** Those of transfers have a table of their own. */
const ownOfSecondary = Object.entries(DEFAULT_SECONDARY_LIMITS).filter(
  ([name]) => !(name in DEFAULT_TRANSFER_CLIENT_LIMITS),
);

describe("the README", () => {
  it.each([
    ["server limit", DEFAULT_DNS_SERVER_LIMITS],
    ["`cache()`, `StubResolver`", DEFAULT_CACHE_LIMITS],
    ["`RecursiveResolver`", DEFAULT_RESOLVER_LIMITS],
    ["`DNSSECValidator`", DEFAULT_VALIDATION_LIMITS],
    ["zone files", DEFAULT_ZONE_FILE_LIMITS],
    ["`transfers()`", DEFAULT_TRANSFER_SERVER_LIMITS],
    ["`transferZone`, `transferChanges`", DEFAULT_TRANSFER_CLIENT_LIMITS],
    ["`ZoneHistory`", DEFAULT_ZONE_HISTORY_LIMITS],
    ["`SecondaryZones`", Object.fromEntries(ownOfSecondary)],
    ["`SecondaryNotifier`, `notifyZone`", DEFAULT_NOTIFY_LIMITS],
    ["`ZoneUpdater`", DEFAULT_UPDATE_LIMITS],
  ])("has every limit under %s with its default", (heading, limits) => {
    expect(Object.fromEntries(tableUnder(heading))).toEqual({ ...limits });
  });

  it("names every record type", () => {
    const from = readme.indexOf("Types, each with wire form");
    const words = new Set(readme.slice(from, readme.indexOf("\n\n", from)).split(/[\s,]+/));
    expect(Object.keys(knownTypes).filter((mnemonic) => !words.has(mnemonic))).toEqual([]);
  });
});
