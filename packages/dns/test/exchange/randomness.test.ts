import { describe, expect, it } from "@jest/globals";
import { MemoryReactor, StringTransport } from "@twist/core/testing";
import { DNSClientProtocol } from "../../src/exchange/dns-client-protocol.js";
import { StreamQuery } from "../../src/exchange/stream-query.js";
import { UDPUpstream } from "../../src/exchange/udp-upstream.js";
import { Message } from "../../src/wire/message.js";

/**
 * What a forger has to guess comes evenly from everything that there is, and says nothing of what comes next (RFC 5452 §9.2). The tests are Pearson's: the
 * threshold is that which a fair source crosses less than once in 10^12 times.
 */
const samples = 10_000;

interface Draws {
  readonly ids: number[];
  readonly ports: number[];
  /** Of each name, which letters were in upper case. */
  readonly cases: number[];
}

const name = "abcdefgh.ijklmnop.";

function draw(): Draws {
  const draws: Draws = { ids: [], ports: [], cases: [] };
  const reactor = new MemoryReactor();
  const upstream = new UDPUpstream({ host: "192.0.2.53", maxPendingQueries: samples }, reactor);
  const query = Message.query(name, 1);
  for (let i = 0; i < samples; i++) upstream.exchange(query).addErrback(() => undefined);
  for (const { host, sent } of reactor.datagramPorts) {
    const [first] = sent;
    if (first === undefined) throw new TypeError("nothing was sent");
    draws.ports.push(host.port);
    draws.ids.push(first.data.readUInt16BE(0));
    const asked = first.data.toString("latin1", 12, 12 + name.length);
    let upper = 0;
    for (const char of asked) if (/[a-z]/i.test(char)) upper = upper * 2 + (char < "a" ? 1 : 0);
    draws.cases.push(upper);
  }
  upstream.close();
  return draws;
}

/** Pearson's statistic for values that ought to fall evenly into `buckets`. */
function chiSquare(values: readonly number[], buckets: number): number {
  const counts = new Array<number>(buckets).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const expected = values.length / buckets;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** What it stays below but for one time in 10^12, after Wilson and Hilferty. */
function threshold(buckets: number): number {
  const freedom = buckets - 1;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 7.1 * Math.sqrt(spread)) ** 3;
}

/** Each value's difference from the one before it. */
function steps(values: readonly number[], modulus: number): number[] {
  return values.slice(1).map((value, i) => (value - (values[i] ?? 0) + modulus) % modulus);
}

describe("what a forger has to guess", () => {
  const { ids, ports, cases } = draw();
  const places = ports.map((port) => port - 16_384);

  it.each<[string, number[], number]>([
    ["the ids' upper octets", ids.map((id) => id >> 8), 256],
    ["the ids' lower octets", ids.map((id) => id & 255), 256],
    ["the steps from id to id", steps(ids, 0x1_0000).map((step) => step >> 8), 256],
    ["the ports' upper parts", places.map((place) => Math.floor(place / 192)), 256],
    ["the ports' lower parts", places.map((place) => place % 192), 192],
    ["the steps from port to port", steps(places, 49_152).map((step) => Math.floor(step / 192)), 256],
    ["the first letters' cases", cases.map((bits) => bits >> 8), 256],
    ["the last letters' cases", cases.map((bits) => bits & 255), 256],
    ["ids and ports together", ids.map((id, i) => ((id & 15) << 4) | ((places[i] ?? 0) & 15)), 256],
  ])("is even: %s", (_, values, buckets) => {
    expect(values.length).toBeGreaterThanOrEqual(samples - 1);
    expect(chiSquare(values, buckets)).toBeLessThan(threshold(buckets));
  });

  it("is even in the ids of a connection too", () => {
    const found: number[] = [];
    for (let round = 0; round < 20; round++) found.push(...idsOfConnection(500));
    expect(
      chiSquare(
        found.map((id) => id >> 8),
        256,
      ),
    ).toBeLessThan(threshold(256));
    expect(
      chiSquare(
        found.map((id) => id & 255),
        256,
      ),
    ).toBeLessThan(threshold(256));
  });

  it("would be noticed if it were not: a counter, and a source that prefers some", () => {
    const counter = Array.from({ length: samples }, (_, i) => i & 0xffff);
    expect(
      chiSquare(
        steps(counter, 0x1_0000).map((step) => step >> 8),
        256,
      ),
    ).toBeGreaterThan(threshold(256));
    expect(
      chiSquare(
        counter.map((id) => id >> 8),
        256,
      ),
    ).toBeGreaterThan(threshold(256));
    const biased = ids.map((id, i) => (i % 3 === 0 ? id & 127 : id & 255));
    expect(chiSquare(biased, 256)).toBeGreaterThan(threshold(256));
  });
});

function idsOfConnection(count: number): number[] {
  const protocol = new DNSClientProtocol({ name: "tcp:192.0.2.53:53", idleTimeoutMs: 10_000 }, () => undefined);
  const ids: number[] = [];
  new StringTransport().start(protocol);
  for (let i = 0; i < count; i++) {
    const query = new StreamQuery(Message.query("www.example.", 1), undefined, protocol);
    protocol.ask(query);
    if (query.sent !== undefined) ids.push(query.sent.id);
  }
  expect(new Set(ids).size).toBe(count);
  return ids;
}
