import { describe, expect, it } from "@jest/globals";
import type { Address } from "@twist/core";
import { StringTransport } from "@twist/core/testing";
import { TrustedProxies, type TrustedProxiesOptions } from "../../src/guards/trusted-proxies.js";
import { HTTPFactory } from "../../src/server/http-factory.js";

const PROXY: Address = { type: "tcp", family: 4, host: "10.0.0.1", port: 1 };
const STRANGER: Address = { type: "tcp", family: 4, host: "203.0.113.9", port: 1 };

function clientOf(fields: string, peer: Address = PROXY, options: TrustedProxiesOptions = {}): unknown {
  const proxies = new TrustedProxies(["10.0.0.0/8", "2001:db8::/32"], options);
  let found: unknown;
  const transport = new StringTransport({ peer });
  const onRequest = (request: Parameters<TrustedProxies["clientOf"]>[0]): void => {
    const { address, scheme, authority } = proxies.clientOf(request);
    found = [address, scheme, authority];
  };
  transport.start(new HTTPFactory({ onRequest }).buildProtocol());
  transport.deliver(Buffer.from(`GET / HTTP/1.1\r\nHost: inner\r\n${fields.replaceAll("\n", "\r\n")}\r\n`));
  return found;
}

describe("TrustedProxies", () => {
  it("believes nothing from a peer that isn't on the list", () => {
    const fields = "X-Forwarded-For: 1.2.3.4\nX-Forwarded-Proto: https\nX-Forwarded-Host: evil\n";
    expect(clientOf(fields, STRANGER)).toEqual(["203.0.113.9", "http", "inner"]);
    expect(clientOf("Forwarded: for=1.2.3.4\n", STRANGER, { style: "forwarded" })).toEqual([
      "203.0.113.9",
      "http",
      "inner",
    ]);
  });

  it("takes the right-most address that isn't a trusted proxy's", () => {
    expect(clientOf("X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.2\n")).toEqual(["1.2.3.4", "http", "inner"]);
    expect(clientOf("X-Forwarded-For: 6.6.6.6\nX-Forwarded-For: 1.2.3.4\n")).toEqual(["1.2.3.4", "http", "inner"]);
    expect(clientOf("X-Forwarded-For: 10.0.0.3, 10.0.0.2\n")).toEqual(["10.0.0.3", "http", "inner"]);
    expect(clientOf("")).toEqual(["10.0.0.1", "http", "inner"]);
  });

  it("takes scheme and host from the hops that it believes, and no others", () => {
    expect(
      clientOf(
        "X-Forwarded-For: 6.6.6.6, 1.2.3.4\nX-Forwarded-Proto: http, https\nX-Forwarded-Host: evil, site:8443\n",
      ),
    ).toEqual(["1.2.3.4", "https", "site:8443"]);
    expect(clientOf("X-Forwarded-For: 1.2.3.4\nX-Forwarded-Proto: gopher\nX-Forwarded-Host: a b\n")).toEqual([
      "1.2.3.4",
      "http",
      "inner",
    ]);
  });

  it("reads Forwarded, with quotes, ports and brackets", () => {
    const options: TrustedProxiesOptions = { style: "forwarded" };
    expect(
      clientOf(
        'Forwarded: for=6.6.6.6, For="[2001:db9::1]:4711";Proto=HTTPS;host="site", for=10.0.0.2\n',
        PROXY,
        options,
      ),
    ).toEqual(["2001:db9::1", "https", "site"]);
    expect(clientOf('Forwarded: for="1.2.3.4:80"\n', PROXY, options)).toEqual(["1.2.3.4", "http", "inner"]);
  });

  it("knows no address where a proxy hides it, and looks no further", () => {
    const options: TrustedProxiesOptions = { style: "forwarded" };
    for (const node of ["unknown", "_hidden", '"evil.example"', '"<script>"'])
      expect(clientOf(`Forwarded: for=6.6.6.6, for=${node};proto=https\n`, PROXY, options)).toEqual([
        undefined,
        "https",
        "inner",
      ]);
  });

  it("looks at one style only", () => {
    expect(clientOf("Forwarded: for=6.6.6.6\n")).toEqual(["10.0.0.1", "http", "inner"]);
    expect(clientOf("X-Forwarded-For: 6.6.6.6\n", PROXY, { style: "forwarded" })).toEqual([
      "10.0.0.1",
      "http",
      "inner",
    ]);
  });

  it("trusts a peer without an address only where it is told to", () => {
    const peer: Address = { type: "unix" };
    expect(clientOf("X-Forwarded-For: 1.2.3.4\n", peer)).toEqual([undefined, "http", "inner"]);
    expect(clientOf("X-Forwarded-For: 1.2.3.4\n", peer, { trustLocal: true })).toEqual(["1.2.3.4", "http", "inner"]);
  });

  it("reads no more than 32 hops", () => {
    const field = (hops: number): string => `X-Forwarded-For: 1.2.3.4${", 10.0.0.2".repeat(hops)}\n`;
    expect(clientOf(field(31))).toEqual(["1.2.3.4", "http", "inner"]);
    expect(clientOf(field(32))).toEqual(["10.0.0.2", "http", "inner"]);
  });
});
