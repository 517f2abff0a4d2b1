import { describe, expect, it } from "@jest/globals";
import { resolve } from "../../../src/reactor/node/name-resolver.js";
import { DNSLookupError } from "../../../src/transport/connection-errors.js";

describe("resolve", () => {
  it("lets a literal address stand for itself, at once", () => {
    const seen: unknown[] = [];
    resolve("192.0.2.1", {}).addCallback((addresses) => seen.push(addresses));
    resolve("2001:db8::1", { family: 6 }).addCallback((addresses) => seen.push(addresses));
    expect(seen).toEqual([[{ host: "192.0.2.1", family: 4 }], [{ host: "2001:db8::1", family: 6 }]]);
  });

  it("asks the system", async () => {
    const addresses = await resolve("localhost", {});
    expect(addresses.length).toBeGreaterThan(0);
    for (const { host, family } of addresses) expect(host).toBe(family === 6 ? "::1" : "127.0.0.1");
  });

  it("gives only addresses of the family that is asked for", async () => {
    expect(await resolve("localhost", { family: 4 })).toEqual([{ host: "127.0.0.1", family: 4 }]);
    await expect(resolve("192.0.2.1", { family: 6 })).rejects.toBeInstanceOf(DNSLookupError);
  });

  it("fails with DNSLookupError for what is no name", async () => {
    for (const name of ["", "a\0b", "no_such_name.invalid"]) {
      await expect(resolve(name, {})).rejects.toBeInstanceOf(DNSLookupError);
    }
  });

  it("gives up when its signal aborts", async () => {
    const controller = new AbortController();
    const pending = resolve("localhost", { signal: controller.signal });
    const reason = new Error("no longer wanted");
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });
});
