import { describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import { ServerTable } from "../../src/recursive/server-table.js";
import { Name } from "../../src/wire/name.js";

function table(maxServers: number): { table: ServerTable; network: SimulatedNetwork } {
  const network = new SimulatedNetwork();
  return {
    table: new ServerTable({ reactor: network.host("resolver").reactor, port: 53, maxServers, families: [4] }),
    network,
  };
}

describe("ServerTable", () => {
  it("gives the same server for the same address, each with a cookie of its own", () => {
    const { table: servers } = table(10);
    expect(servers.get("192.0.2.1")).toBe(servers.get("192.0.2.1"));
    expect(servers.get("192.0.2.1").clientCookie).not.toEqual(servers.get("192.0.2.2").clientCookie);
    expect(servers.get("192.0.2.1").clientCookie).toHaveLength(8);
  });

  it("holds so many at the most, and forgets those first that were asked once", () => {
    const { table: servers } = table(3);
    const root = servers.get("192.0.2.1");
    for (let i = 2; i < 100; i++) {
      servers.get(`192.0.2.${String(i)}`);
      expect(servers.get("192.0.2.1")).toBe(root);
      expect(servers.size).toBeLessThanOrEqual(3);
    }
  });

  it("finds room also where all were asked often", () => {
    const { table: servers } = table(3);
    for (let round = 0; round < 3; round++) for (let i = 1; i <= 3; i++) servers.get(`192.0.2.${String(i)}`);
    servers.get("192.0.2.9");
    expect(servers.size).toBe(3);
  });
});

describe("AuthorityServer", () => {
  it("waits longer for a server that doesn't answer, and leaves it alone for a while after three times", async () => {
    const { table: servers, network } = table(3);
    const server = servers.get("192.0.2.1");
    expect([server.timeoutMs, server.isPaused]).toEqual([400, false]);
    for (let i = 0; i < 3; i++) server.failed();
    expect([server.timeoutMs, server.isPaused]).toEqual([3_000, true]);
    await network.run(5_000);
    expect(server.isPaused).toBe(false);
    server.failed();
    await network.run(9_000);
    expect(server.isPaused).toBe(true);
    server.answered(20);
    expect(server.isPaused).toBe(false);
  });

  it("learns how quick a server is, and waits a little longer than that (RFC 6298)", () => {
    const { table: servers } = table(3);
    const server = servers.get("192.0.2.1");
    for (let i = 0; i < 50; i++) server.answered(40);
    expect(server.srttMs).toBeCloseTo(40);
    expect(server.timeoutMs).toBe(100);
    for (let i = 0; i < 50; i++) server.answered(300);
    expect(server.srttMs).toBeGreaterThan(290);
    expect(server.timeoutMs).toBeLessThan(400);
  });

  it("remembers for a minute which zones a server doesn't have, a hundred at the most", async () => {
    const { table: servers, network } = table(3);
    const server = servers.get("192.0.2.1");
    for (let i = 0; i < 101; i++) server.setLame(Name.fromText(`z${String(i)}.`));
    expect([server.isLame(Name.fromText("z0.")), server.isLame(Name.fromText("Z100."))]).toEqual([false, true]);
    await network.run(60_000);
    expect(server.isLame(Name.fromText("z100."))).toBe(false);
  });
});
