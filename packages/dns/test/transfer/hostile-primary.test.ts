import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { transferChanges } from "../../src/transfer/transfer-changes.js";
import type { TransferOptions } from "../../src/transfer/transfer-options.js";
import { transferZone } from "../../src/transfer/transfer-zone.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGSigner } from "../../src/tsig/tsig-signer.js";
import { tsigOf } from "../../src/tsig/tsig-data.js";
import { Rcode } from "../../src/wire/rcode.js";
import { QueryType } from "../../src/wire/query-type.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import type { Zone } from "../../src/zone/zone.js";
import { type Asked, NameServer } from "../exchange/name-server.js";
import { recordsOf } from "../zone/zone-of.js";
import { makeNetwork, outcome } from "./serve.js";
import { version } from "./versions.js";

const zone = version(5);
const [soa, ...rest] = [...zone.records()];
const www = recordsOf("www A 192.0.2.80");

function recordNamed(name: string): ResourceRecord {
  return new ResourceRecord({ name, type: A, ttl: 1, data: { address: "192.0.2.1" } });
}

function soaOf(serial: number): ResourceRecord {
  return version(serial).soa;
}

/** Answers with these records, each list in a message. */
function sends(...messages: readonly (readonly (ResourceRecord | undefined)[])[]) {
  return (asked: Asked): void => {
    for (const records of messages) {
      const reply = asked.message.reply();
      reply.answer = records.filter((record) => record !== undefined);
      asked.send(reply);
    }
  };
}

/** Sends the same message for as long as somebody listens. */
function sendsForEver(records: readonly (ResourceRecord | undefined)[], times: number) {
  return (asked: Asked): void => {
    sends([soa])(asked);
    for (let i = 0; i < times; i++) sends(records)(asked);
  };
}

async function fetch(
  script: (asked: Asked) => void,
  options: Partial<TransferOptions> = {},
  ours?: Zone,
): Promise<unknown> {
  const network = makeNetwork();
  const server = await NameServer.start(network, "primary", "192.0.2.1", script);
  const { reactor } = network.host("secondary", { addresses: ["192.0.2.2"] });
  const all = { server: server.address, reactor, ...options };
  try {
    return await outcome<unknown>(
      network,
      ours === undefined ? transferZone("example.", all) : transferChanges(ours, all),
    );
  } finally {
    await network.run();
    expect(server.openConnections).toBe(0);
    expect(network.openHandles().filter((handle) => handle.startsWith("secondary"))).toEqual([]);
  }
}

describe("a transfer from a primary that isn't what it should be", () => {
  it("takes a good one, a record in each message", async () => {
    const got = (await fetch(sends(...[soa, ...rest, soa].map((record) => [record])))) as Zone;
    expect(got.serial).toBe(5);
  });

  it.each<[string, (asked: Asked) => void]>([
    ["begins with something else than an SOA", sends([...rest, soa])],
    ["has a record that isn't in the zone", sends([soa, recordNamed("www.example.net."), ...rest, soa])],
    ["is of a name above the zone", sends([soa, recordNamed("."), ...rest, soa])],
    ["has an SOA of another zone", sends([version(5, "", "other.").soa, soa])],
    ["has an SOA below its top", sends([soa, ...rest, version(5, "", "sub.example.").soa, soa])],
    ["ends with another version", sends([soa, ...rest, soaOf(6)])],
    ["goes on behind its end", sends([soa, ...rest, soa, ...www])],
    ["has a message without records", sends([soa], [], [...rest, soa])],
    ["has a record of another class", sends([soa, ...rest.map((record) => record.with({ class: 3 })), soa])],
    [
      "has a record of a type for queries",
      sends([
        soa,
        new ResourceRecord({ name: "x.example.", type: { ...A, code: 255 }, ttl: 1, data: { address: "192.0.2.1" } }),
        soa,
      ]),
    ],
    [
      "has a record that can't be read",
      (asked) => {
        const reply = asked.message.reply();
        reply.answer = [soa, ...www, soa].filter((record) => record !== undefined);
        const bytes = reply.encode();
        // The address of `www`, now of five octets, the last one the SOA's name.
        const at = bytes.indexOf(Buffer.from([0, 4, 192, 0, 2, 80]));
        bytes[at + 1] = 3;
        asked.send(Buffer.concat([bytes.subarray(0, at + 5), bytes.subarray(at + 6)]));
      },
    ],
  ])("refuses one that %s", async (_what, script) => {
    await expect(fetch(script)).rejects.toMatchObject({ code: "BAD_TRANSFER" });
  });

  it("refuses records that make no zone", async () => {
    await expect(fetch(sends([soa, ...www, soa]))).rejects.toMatchObject({ code: "BAD_ZONE" });
  });

  it.each<[string, Partial<TransferOptions>]>([
    ["maxRecords", { limits: { maxRecords: 1000 } }],
    ["maxBytes", { limits: { maxBytes: 10_000 } }],
  ])("stops an endless one at %s", async (limit, options) => {
    const getting = fetch(sendsForEver(www, 2000), options);
    await expect(getting).rejects.toMatchObject({ code: "TRANSFER_TOO_LARGE" });
    await expect(getting).rejects.toThrow(limit);
  });

  it("stops one that has no end SOA when nothing more comes", async () => {
    await expect(fetch(sends([soa, ...rest]), { limits: { messageTimeoutMs: 1000 } })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("stops one that has no end SOA when the server hangs up", async () => {
    const script = (asked: Asked): void => {
      sends([soa, ...rest])(asked);
      asked.hangUp();
    };
    await expect(fetch(script)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  });

  it("stops one that trickles at timeoutMs", async () => {
    const network = makeNetwork();
    const server = await NameServer.start(network, "primary", "192.0.2.1", (asked) => {
      sends([soa])(asked);
      const trickle = (): void => {
        sends(www)(asked);
        server.host.reactor.callLater(900, trickle);
      };
      trickle();
    });
    const { reactor } = network.host("secondary", { addresses: ["192.0.2.2"] });
    const limits = { messageTimeoutMs: 1000 };
    const getting = Promise.resolve(
      transferZone("example.", { server: server.address, reactor, timeoutMs: 60_000, limits }),
    ).catch((error: unknown) => error);
    await network.run(61_000);
    expect(await getting).toMatchObject({ code: "TIMEOUT" });
    expect(server.openConnections).toBe(0);
  });

  it("stops when its signal aborts", async () => {
    const controller = new AbortController();
    const script = (asked: Asked): void => {
      sends([soa])(asked);
      controller.abort(new Error("enough"));
    };
    await expect(fetch(script, { signal: controller.signal })).rejects.toThrow("enough");
  });

  it("refuses an answer that isn't signed where it has to be", async () => {
    const key = new TSIGKey({ name: "transfer.", secret: "c2VjcmV0IHNlY3JldA==" });
    await expect(fetch(sends([soa, ...rest, soa]), { key })).rejects.toMatchObject({ code: "BAD_SIGNATURE" });
  });

  it("gives nothing out whose signature doesn't come (RFC 8945 §5.3.1)", async () => {
    const key = new TSIGKey({ name: "transfer.", secret: "c2VjcmV0IHNlY3JldA==" });
    const script = (asked: Asked): void => {
      const { message } = asked;
      const requestMAC = tsigOf(message)?.data.mac;
      const signer = new TSIGSigner(key, { requestMAC });
      const reply = message.reply();
      reply.answer = [soa].filter((record) => record !== undefined);
      asked.send(signer.sign(reply.encode(), 946_684_800_000));
      sends([...rest, soa])(asked);
    };
    await expect(fetch(script, { key, limits: { messageTimeoutMs: 1000 } })).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});

describe("changes from a primary that isn't what it should be", () => {
  const ours = version(3);

  it.each<[string, (asked: Asked) => void]>([
    ["lead to an older version", sends([soa, soaOf(3), soaOf(2), soa])],
    ["lead behind the last one", sends([soa, soaOf(3), soaOf(6), soa])],
    ["don't follow on each other", sends([soa, soaOf(3), soaOf(4), soaOf(3), soaOf(5), soa])],
    ["remove what isn't there", sends([soa, soaOf(3), ...www, soa, soa])],
    ["add what is there", sends([soa, soaOf(3), soa, ...recordsOf("ns A 192.0.2.1"), soa])],
    ["end in a zone without an NS record", sends([soa, soaOf(3), ...recordsOf("@ NS ns"), soa, soa])],
  ])("asks for the whole zone where they %s", async (_what, script) => {
    const asked: number[] = [];
    const got = (await fetch(
      (query) => {
        const type = query.message.question[0]?.type ?? 0;
        asked.push(type);
        if (type === QueryType.IXFR) script(query);
        else sends([soa, ...rest, soa])(query);
      },
      {},
      ours,
    )) as { form: string; zone: Zone };
    expect([got.form, got.zone.serial]).toEqual(["zone", 5]);
    expect(asked).toEqual([QueryType.IXFR, QueryType.AXFR]);
  });

  it.each([Rcode.NOTIMP, Rcode.FORMERR])("asks a server without IXFR for the whole zone (RCODE %i)", async (rcode) => {
    const script = (asked: Asked): void => {
      if (asked.message.question[0]?.type === QueryType.IXFR) asked.send(asked.message.reply({ rcode }));
      else sends([soa, ...rest, soa])(asked);
    };
    expect(await fetch(script, {}, ours)).toMatchObject({ form: "zone", zone: { serial: 5 } });
  });

  it("doesn't ask again where the server refuses", async () => {
    let times = 0;
    const script = (asked: Asked): void => {
      times += 1;
      asked.send(asked.message.reply({ rcode: Rcode.REFUSED }));
    };
    await expect(fetch(script, {}, ours)).rejects.toMatchObject({ rcode: Rcode.REFUSED });
    expect(times).toBe(1);
  });

  it.each([
    ["its SOA alone", [soaOf(2)]],
    ["its whole zone", [soaOf(2), ...rest, soaOf(2)]],
  ])("doesn't go back to an older version, be it sent as %s", async (_what, records) => {
    await expect(fetch(sends(records), {}, ours)).rejects.toMatchObject({ code: "NOT_NEWER" });
  });

  it("takes a whole zone of our own version for nothing new", async () => {
    const same = [soaOf(3), ...rest, soaOf(3)];
    expect(await fetch(sends(same), {}, ours)).toEqual({ form: "current", zone: ours, differences: [] });
  });

  it("takes several steps (RFC 1995 §7) in one", async () => {
    const script = sends(
      [soa, soaOf(3), soaOf(4), ...www, soaOf(4)],
      [...www, soa, ...recordsOf("ftp A 192.0.2.9"), soa],
    );
    const got = (await fetch(script, {}, ours)) as { zone: Zone; differences: unknown[] };
    expect(got.differences).toHaveLength(2);
    expect(Array.from(got.zone.records(), String)).toEqual(Array.from(version(5, "ftp A 192.0.2.9").records(), String));
  });

  it("knows that serial 0 is a serial", async () => {
    const wrap = version(0xffff_ffff);
    const zero = soaOf(0);
    const script = sends([soa, wrap.soa, zero, ...www, zero, ...www, soa, soa]);
    const got = (await fetch(script, {}, wrap)) as { form: string; zone: Zone };
    expect([got.form, got.zone.serial]).toEqual(["changes", 5]);
  });

  it("knows the SOA alone for our version, and waits for more behind a newer one", async () => {
    const script = sends([soa], [soaOf(3), soa, ...www, soa]);
    const got = (await fetch(script, {}, ours)) as { form: string; zone: Zone };
    expect(got.form).toBe("changes");
    expect(got.zone.node(www[0]?.name ?? soaOf(1).name)?.types).toEqual([1]);
  });
});
