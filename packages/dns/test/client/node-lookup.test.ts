import { describe, expect, it } from "@jest/globals";
import { ADDRCONFIG, ALL, type LookupAddress, type LookupOptions, V4MAPPED } from "node:dns";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { Hosts } from "../../src/client/hosts.js";
import { DNSLookupError } from "../../src/client/dns-lookup-error.js";
import { nodeLookup, type NodeLookupOptions } from "../../src/client/node-lookup.js";
import { Rcode } from "../../src/wire/rcode.js";
import { type ClientWorld, clientWorlds } from "./client-world.js";
import { answerFrom, answerRcode, askedFor, silence } from "./scripted-zone.js";

const open = clientWorlds();
const zone = {
  "both.example. A": ["both.example. 60 IN A 192.0.2.4"],
  "both.example. AAAA": ["both.example. 60 IN AAAA 2001:db8::6"],
  "four.example. A": ["four.example. 60 IN A 192.0.2.4"],
  "four.example. AAAA": [],
};
const four = { address: "192.0.2.4", family: 4 };
const six = { address: "2001:db8::6", family: 6 };

interface Called {
  readonly error: NodeJS.ErrnoException | null;
  readonly address: string | LookupAddress[];
  readonly family: number | undefined;
}

/** What the callback is called with. */
function call(
  here: ClientWorld,
  hostname: string,
  options?: LookupOptions | number,
  more?: NodeLookupOptions,
): Promise<Called> {
  const lookup = nodeLookup(here.resolver, more);
  return here.settle(
    new Promise<Called>((resolve) => {
      const callback = (error: Called["error"], address: Called["address"], family?: number): void => {
        resolve({ error, address, family });
      };
      if (options === undefined) lookup(hostname, callback);
      else lookup(hostname, options, callback);
    }),
  );
}

describe("nodeLookup", () => {
  it("gives the first address and its family", async () => {
    const here = await open(answerFrom(zone));
    expect(await call(here, "both.example", {})).toEqual({ error: null, ...six });
    expect(await call(here, "four.example")).toEqual({ error: null, ...four });
  });

  it("gives all addresses where it is asked to", async () => {
    const here = await open(answerFrom(zone));
    expect((await call(here, "both.example", { all: true })).address).toEqual([six, four]);
  });

  it.each([4, "IPv4"] as const)("gives those of family %j only", async (family) => {
    const here = await open(answerFrom(zone));
    expect((await call(here, "both.example", { all: true, family })).address).toEqual([four]);
    expect(askedFor(here.server.asked)).toEqual(["both.example. A"]);
  });

  it("takes the family in the place of the options, and 0 for both", async () => {
    const here = await open(answerFrom(zone));
    expect((await call(here, "both.example", 4)).address).toBe("192.0.2.4");
    expect((await call(here, "both.example", { family: 0, all: true })).address).toHaveLength(2);
  });

  it("orders as it is told", async () => {
    const here = await open(answerFrom(zone));
    const ordered = async (options: LookupOptions): Promise<Called["address"]> =>
      (await call(here, "both.example", { all: true, ...options })).address;
    expect(await ordered({ order: "ipv4first" })).toEqual([four, six]);
    expect(await ordered({ order: "ipv6first" })).toEqual([six, four]);
    expect(await ordered({ order: "verbatim" })).toEqual([six, four]);
    expect(await ordered({ verbatim: false })).toEqual([four, six]);
  });

  it("leaves out a family that this machine has no address of, with ADDRCONFIG", async () => {
    const here = await open(answerFrom(zone));
    const hints = ADDRCONFIG;
    const withFamilies = async (...families: (4 | 6)[]): Promise<Called["address"]> =>
      (await call(here, "both.example", { all: true, hints }, { families: () => new Set(families) })).address;
    expect(await withFamilies(4)).toEqual([four]);
    expect(askedFor(here.server.asked)).toEqual(["both.example. A"]);
    expect(await withFamilies(6)).toEqual([six]);
    expect(await withFamilies(4, 6)).toEqual([six, four]);
    expect(await withFamilies()).toEqual([six, four]);
    expect((await call(here, "::1", { hints }, { families: () => new Set([4] as const) })).address).toBe("::1");
  });

  it("dresses IPv4 addresses up where there are no others, with V4MAPPED, and all of them with ALL", async () => {
    const here = await open(answerFrom(zone));
    const mapped = { address: "::ffff:192.0.2.4", family: 6 };
    const ask = async (hostname: string, hints: number): Promise<Called["address"]> =>
      (await call(here, hostname, { all: true, family: 6, hints })).address;
    expect(await ask("four.example", V4MAPPED)).toEqual([mapped]);
    expect(await ask("both.example", V4MAPPED)).toEqual([six]);
    expect(await ask("both.example", V4MAPPED | ALL)).toEqual([six, mapped]);
  });

  it.each([
    ["ENOTFOUND", "NXDOMAIN", Rcode.NXDOMAIN],
    ["ENOTFOUND", "NODATA", Rcode.NOERROR],
    ["EAI_AGAIN", "SERVFAIL", Rcode.SERVFAIL],
    ["EAI_FAIL", "REFUSED", Rcode.REFUSED],
  ])("fails with Node's %s for %s", async (code, ourCode, rcode) => {
    const here = await open(answerRcode(rcode));
    const { error } = await call(here, "x.example", {});
    expect(error).toMatchObject({ code, syscall: "getaddrinfo", hostname: "x.example", cause: { code: ourCode } });
    expect(error?.message).toBe(`getaddrinfo ${code} x.example`);
    expect(error?.cause).toBeInstanceOf(DNSLookupError);
  });

  it("throws where there is nothing to call", async () => {
    const here = await open(silence);
    const lookup = nodeLookup(here.resolver) as (hostname: string) => void;
    expect(() => {
      lookup("x.example");
    }).toThrow(TypeError);
  });

  it("finds addresses for net.connect", async () => {
    const here = await open(silence, { hosts: Hosts.parse("127.0.0.1 service.example\n") });
    const server = createServer((socket) => socket.end("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: "service.example", port, lookup: nodeLookup(here.resolver) });
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toBe("hello");
    socket.destroy();
    server.close();
    await once(server, "close");
  });
});
