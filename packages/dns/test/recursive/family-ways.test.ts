import { describe, expect, it } from "@jest/globals";
import { CannotListenError, fail } from "@twist/core";
import { Clock } from "@twist/core/testing";
import type { ExchangeReactor } from "../../src/exchange/upstream.js";
import { FamilyWays } from "../../src/recursive/family-ways.js";
import { RecursiveResolver } from "../../src/recursive/recursive-resolver.js";
import { Name } from "../../src/wire/name.js";
import { question } from "../cache/records.js";
import { Internet, rootAddress } from "./internet.js";

describe("FamilyWays", () => {
  it("leaves a family alone for a minute where nothing can be sent to it", () => {
    const clock = new Clock();
    const ways = new FamilyWays([4, 6], clock);
    ways.failed(6);
    expect([ways.isOpen(4), ways.isOpen(6)]).toEqual([true, false]);
    clock.advance(60_000);
    expect(ways.isOpen(6)).toBe(true);
    ways.failed(6);
    ways.worked(6);
    expect(ways.isOpen(6)).toBe(true);
  });

  it("tries both where there seems to be no way at all: a cable may be plugged in again", () => {
    const ways = new FamilyWays([4, 6], new Clock());
    ways.failed(6);
    ways.failed(4);
    expect([ways.isOpen(4), ways.isOpen(6)]).toEqual([true, true]);
    const only = new FamilyWays([4], new Clock());
    only.failed(4);
    expect(only.isOpen(4)).toBe(true);
  });

  it("doesn't let one address take a family away from which answers have come", () => {
    const clock = new Clock();
    const ways = new FamilyWays([4, 6], clock);
    ways.worked(4);
    clock.advance(599_000);
    ways.failed(4);
    expect(ways.isOpen(4)).toBe(true);
    clock.advance(2_000);
    ways.failed(4);
    expect(ways.isOpen(4)).toBe(false);
  });
});

describe("A RecursiveResolver on a machine without IPv6", () => {
  it("notices that at the first attempt, and spends none of its queries on IPv6 from then on", async () => {
    const six = (start: number): string[] => Array.from({ length: 6 }, (_, i) => `2001:db8::${String(start + i)}`);
    const glue = (name: string, start: number): string =>
      six(start)
        .map((address) => `${name} AAAA ${address}`)
        .join("\n");
    const internet = await Internet.start({
      "192.0.2.2": {
        "com.": `ns A 192.0.2.2\nexample NS ns1.example\nns1.example A 192.0.2.10\n${glue("ns1.example", 1)}`,
      },
    });
    const { reactor } = internet.network.host("resolver", { addresses: ["192.0.2.250"] });
    let attempts = 0;
    const withoutIPv6 = new Proxy<ExchangeReactor>(reactor, {
      get: (target, key) => {
        if (key === "listenUDP") {
          return (...args: Parameters<ExchangeReactor["listenUDP"]>) => {
            if (args[2]?.interface !== "::") return target.listenUDP(...args);
            attempts += 1;
            return fail(new CannotListenError("there is no IPv6"));
          };
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    const rootHints = [{ name: Name.fromText("ns."), addresses: [...six(100).slice(0, 5), rootAddress] }];
    const resolver = new RecursiveResolver({ rootHints, prime: false }, withoutIPv6);
    let queries = 0;
    for (let i = 0; i < 20; i++) {
      const resolving = resolver.resolve(question(`n${String(i)}.example.com.`));
      await internet.network.run();
      queries += (await resolving).queries;
    }
    // Nine ports are tried for one query that then isn't sent.
    expect(attempts).toBeLessThanOrEqual(9);
    expect(queries).toBeLessThanOrEqual(internet.asked.length + 1);
  });
});
