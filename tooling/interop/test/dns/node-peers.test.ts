import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { reactor } from "@twist/core";
import { Message } from "@twist/dns";
import { StubResolver } from "@twist/dns/client";
import { knownTypes } from "@twist/dns/records";
import { authoritative } from "@twist/dns/server";
import { ZoneTable } from "@twist/dns/zone";
import packet from "dns-packet";
import dns2 from "dns2";
import { origin, sampleZone } from "../../src/dns/sample-zone.js";
import { serveDNS } from "../../src/dns/serve-dns.js";

const zone = sampleZone();
const name = origin.slice(0, -1);

function serveSample() {
  return serveDNS({ handlers: [authoritative(new ZoneTable([zone]))] });
}

describe("node:dns", () => {
  it("gets our records, through c-ares", async () => {
    await using server = await serveSample();
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${String(server.port)}`]);
    expect((await resolver.resolve4(`www.${name}`)).sort()).toEqual(["192.0.2.80", "192.0.2.81"]);
    expect(await resolver.resolve6(`mail.${name}`, { ttl: true })).toEqual([{ address: "2001:db8::25", ttl: 300 }]);
    expect(await resolver.resolveMx(name)).toEqual([{ priority: 10, exchange: `mail.${name}` }]);
    expect(await resolver.resolveCaa(name)).toEqual([{ critical: 0, issue: "ca.example.net; policy=ev" }]);
    expect(await resolver.resolveSrv(`_sip._tcp.${name}`)).toEqual([
      { priority: 1, weight: 2, port: 5060, name: `mail.${name}` },
    ]);
    expect((await resolver.resolveTxt(`big.${name}`))[0]).toHaveLength(12);
    await expect(resolver.resolve4(`nowhere.${name}`)).rejects.toMatchObject({ code: "ENOTFOUND" });
  });
});

describe("dns-packet", () => {
  const records = [...zone.records()];

  it("reads what we write, and we what it writes", () => {
    const query = Message.query(origin, knownTypes.A.code, { id: 4711 });
    const types = new Set([
      "A",
      "AAAA",
      "NS",
      "CNAME",
      "SOA",
      "PTR",
      "MX",
      "TXT",
      "SRV",
      "HINFO",
      "CAA",
      "DNAME",
      "DS",
      "SSHFP",
      "TLSA",
      "RP",
      "NAPTR",
    ]);
    const known = records.filter(
      (record) => types.has(record.recordType.mnemonic) && !/\\|^big/.test(record.name.toString()),
    );
    const reply = query.reply();
    reply.answer.push(...known);
    const decoded = packet.decode(reply.encode());
    expect(decoded).toMatchObject({ id: 4711, type: "response" });
    expect(decoded.answers).toHaveLength(known.length);
    const back = Message.decode(packet.encode(decoded));
    expect(back.answer.map(String)).toEqual(known.map(String));
  });

  it("answers our resolver, behind node:dgram", async () => {
    const socket = createSocket("udp4");
    socket.on("message", (data, from) => {
      const { id = 0, questions = [] } = packet.decode(data);
      const answers = questions.map((question) => ({ name: question.name, type: "A", ttl: 60, data: "192.0.2.5" }));
      socket.send(packet.encode({ id, type: "response", questions, answers }), from.port, from.address);
    });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const resolver = new StubResolver({ servers: [{ host: "127.0.0.1", port: socket.address().port }] }, reactor);
    const { records: found } = await resolver.lookup("some.example", "A");
    expect(found.map(({ data }) => data.address)).toEqual(["192.0.2.5"]);
    resolver.close();
    socket.close();
  });
});

describe("dns2", () => {
  it("gets our records", async () => {
    await using server = await serveSample();
    const client = new dns2({ nameServers: ["127.0.0.1"], port: server.port });
    const { answers } = await client.resolveA(`web.${name}`);
    expect(answers.map((answer) => (answer as { address?: string }).address).sort()).toEqual([
      "192.0.2.80",
      "192.0.2.81",
    ]);
    const mx = await client.resolveMX(name);
    expect(mx.answers[0]).toMatchObject({ exchange: `mail.${name}`, priority: 10 });
  });

  it("answers us by UDP and by TCP", async () => {
    const server = dns2.createServer({
      udp: true,
      tcp: true,
      handle: (request, send) => {
        const response = dns2.Packet.createResponseFromRequest(request);
        const [question] = request.questions;
        const answer: unknown = { name: question?.name ?? "", type: 1, class: 1, ttl: 30, address: "192.0.2.6" };
        // Its own types want a method that it doesn't call.
        response.answers.push(answer as (typeof response.answers)[number]);
        void send(response);
      },
    });
    await server.listen({ udp: { port: 0, address: "127.0.0.1" }, tcp: { port: 0, address: "127.0.0.1" } });
    const { udp, tcp } = server.addresses();
    for (const [port, transport] of [
      [udp?.port, "udp"],
      [tcp?.port, "tcp"],
    ] as const) {
      const resolver = new StubResolver({ servers: [{ host: "127.0.0.1", port: port ?? 0, transport }] }, reactor);
      const { records } = await resolver.lookup("other.example", "A");
      expect(records.map(String)).toEqual(["other.example. 30 IN A 192.0.2.6"]);
      resolver.close();
    }
    await server.close();
  });
});
