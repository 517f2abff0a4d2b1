import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Address, Logger, LogPublisher } from "@twist/core";
import { isServiceMaker, OptionsError, type Service, type ServiceContext } from "@twist/core/application";
import { SimulatedNetwork } from "@twist/core/testing";
import { UDPUpstream } from "../src/exchange/udp-upstream.js";
import plugin from "../src/plugin.js";
import { A } from "../src/records/a.js";
import { EDNS } from "../src/wire/edns/edns.js";
import { ExtendedError, ExtendedErrorCode } from "../src/wire/edns/extended-error.js";
import { NameServerID } from "../src/wire/edns/name-server-id.js";
import { Message } from "../src/wire/message.js";
import { Rcode } from "../src/wire/rcode.js";
import { answerAddress, answerTexts } from "./exchange/answers.js";
import { NameServer } from "./exchange/name-server.js";
import { Internet } from "./recursive/internet.js";

type Options = Parameters<typeof plugin.makeService>[0];

const nothing: Options = {
  listen: ["udp:53", "tcp:53"],
  zone: [],
  keyFile: [],
  allowTransfer: [],
  notify: [],
  secondary: [],
  allowUpdate: [],
  dnssecKey: [],
  journal: undefined,
  forward: [],
  recursive: false,
  allow: [],
  stopRebinding: false,
  noDnssec: false,
  trustAnchor: [],
  rootHints: undefined,
  block: [],
  nsid: undefined,
  queryLog: false,
};

const zone = `$TTL 300
@ IN SOA ns hostmaster 1 3600 900 604800 300
  IN NS ns
ns IN A 192.0.2.53
www IN A 192.0.2.80
`;

describe("twist dns", () => {
  let folder: string;
  let network: SimulatedNetwork;
  let listening: [string, Address][];
  let service: Service | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-dns-"));
    await writeFile(join(folder, "example.com.zone"), zone);
    network = new SimulatedNetwork({ link: { latencyMs: 5 } });
    listening = [];
    service = undefined;
  });

  afterEach(async () => {
    await service?.stopService();
    await network.run();
    expect(network.openHandles().filter((handle) => handle.startsWith("server"))).toEqual([]);
    await rm(folder, { recursive: true });
  });

  async function start(options: Partial<Options>): Promise<void> {
    service = await plugin.makeService({ ...nothing, ...options }, contextOf("server", "10.0.0.53"));
    await service.startService();
  }

  function contextOf(name: string, address: string): ServiceContext {
    return {
      reactor: network.host(name, { addresses: [address] }).reactor,
      log: new Logger("twist.dns", new LogPublisher()),
      checkers: [],
      listening: (scheme, where) => listening.push([scheme, where]),
      print: () => undefined,
    };
  }

  async function ask(name: string, edns = new EDNS(), from = "10.0.0.1"): Promise<Message> {
    const { reactor } = network.host(`client ${from}`, { addresses: [from] });
    const upstream = new UDPUpstream({ host: "10.0.0.53" }, reactor);
    const answer = upstream.exchange(Message.query(name, A.code, { edns }));
    await network.run(10_000);
    upstream.close();
    return answer;
  }

  it("is a service maker with tasks", () => {
    expect(isServiceMaker(plugin)).toBe(true);
    expect(plugin.tasks?.map(({ name }) => name)).toEqual(["query", "sign"]);
  });

  it("answers from zone files with authority, and refuses everything else", async () => {
    await start({ zone: [join(folder, "example.com.zone")] });
    const answer = await ask("www.example.com.");
    expect(answer.aa).toBe(true);
    expect(answerTexts(answer)).toEqual(["www.example.com. 300 IN A 192.0.2.80"]);
    expect((await ask("example.net.")).rcode).toBe(Rcode.REFUSED);
    expect(listening.map(([scheme]) => scheme)).toEqual(["dns", "dns"]);
  });

  it("forwards other names, once for equal questions, to the clients of its own network", async () => {
    const upstream = await NameServer.start(network, "upstream", "192.0.2.1", answerAddress("198.51.100.1"));
    await start({ zone: [join(folder, "example.com.zone")], forward: ["192.0.2.1"] });
    expect(answerTexts(await ask("example.net."))).toEqual(["example.net. 300 IN A 198.51.100.1"]);
    expect(answerTexts(await ask("example.net."))).toHaveLength(1);
    expect(upstream.asked).toHaveLength(1);
    expect(answerTexts(await ask("www.example.com."))).toEqual(["www.example.com. 300 IN A 192.0.2.80"]);
    expect((await ask("example.org.", new EDNS(), "198.51.100.7")).rcode).toBe(Rcode.REFUSED);
    expect(upstream.asked).toHaveLength(1);
  });

  it("forwards for whom --allow names, and for nobody else", async () => {
    await NameServer.start(network, "upstream", "192.0.2.1", answerAddress());
    await start({ forward: ["192.0.2.1"], allow: ["198.51.100.0/24"] });
    expect((await ask("example.org.", new EDNS(), "198.51.100.7")).rcode).toBe(Rcode.NOERROR);
    expect((await ask("example.org.")).rcode).toBe(Rcode.REFUSED);
  });

  it("takes private addresses out of what others say, where it is told to (DNS rebinding)", async () => {
    await NameServer.start(network, "upstream", "192.0.2.1", answerAddress("192.168.1.1"));
    await start({ forward: ["192.0.2.1"], stopRebinding: true });
    expect(answerTexts(await ask("evil.example."))).toEqual([]);
  });

  it("resolves by itself, from the root that --root-hints names, without DNSSEC where it is told to", async () => {
    const hints = join(folder, "root.hints");
    await writeFile(hints, ". 3600 NS a.root.\na.root. 3600 A 192.0.2.1\n");
    const internet = await Internet.start();
    network = internet.network;
    await start({ recursive: true, rootHints: hints, noDnssec: true });
    expect(answerTexts(await ask("www.example.com."))).toEqual(["www.example.com. 3600 IN A 198.51.100.1"]);
    expect(internet.asked[0]).toBe("192.0.2.1 com. A");
  });

  it("doesn't give out what DNSSEC can't confirm", async () => {
    const hints = join(folder, "root.hints");
    const anchor = join(folder, "root.key");
    await writeFile(hints, ". 3600 NS a.root.\na.root. 3600 A 192.0.2.1\n");
    await writeFile(anchor, ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n");
    ({ network } = await Internet.start());
    await start({ recursive: true, rootHints: hints, trustAnchor: [anchor] });
    const answer = await ask("www.example.com.");
    expect(answer.rcode).toBe(Rcode.SERVFAIL);
    expect(answer.edns?.get(ExtendedError)?.infoCode).toBe(ExtendedErrorCode.DNSKEY_MISSING);
  });

  it("denies the domains of block lists, and all below them", async () => {
    const list = join(folder, "block.txt");
    await writeFile(list, "# ads\nads.example\n0.0.0.0 tracker.example beacon.example # both\n127.0.0.1 localhost\n");
    await NameServer.start(network, "upstream", "192.0.2.1", answerAddress());
    await start({ forward: ["192.0.2.1"], block: [list] });
    for (const name of ["ads.example.", "x.tracker.example.", "beacon.example."]) {
      expect((await ask(name)).rcode).toBe(Rcode.NXDOMAIN);
    }
    expect((await ask("good.example.")).rcode).toBe(Rcode.NOERROR);
  });

  it("serves a zone that it has from another server", async () => {
    const primary = await plugin.makeService(
      { ...nothing, zone: [join(folder, "example.com.zone")], allowTransfer: ["10.0.0.53"] },
      contextOf("primary", "192.0.2.53"),
    );
    await primary.startService();
    await start({ secondary: ["example.com=192.0.2.53"] });
    await network.run(1_000);
    const answer = await ask("www.example.com.");
    expect([answer.aa, ...answerTexts(answer)]).toEqual([true, "www.example.com. 300 IN A 192.0.2.80"]);
    await primary.stopService();
  });

  it("says what it is called to clients that ask", async () => {
    await start({ zone: [join(folder, "example.com.zone")], nsid: "ns1" });
    const answer = await ask("www.example.com.", new EDNS().add(NameServerID, Buffer.alloc(0)));
    expect(answer.edns?.get(NameServerID)?.toString()).toBe("ns1");
  });

  it.each([
    [{}, "--zone FILE, --secondary ZONE=HOST, --forward HOST or --recursive"],
    [{ forward: ["x"] }, "--forward takes the address"],
    [{ forward: ["192.0.2.1"], recursive: true }, "take one of them"],
    [{ forward: ["192.0.2.1"], allow: ["everybody"] }, "--allow"],
    [{ allow: ["10.0.0.0/8"] }, "--allow and --stop-rebinding need"],
    [{ forward: ["192.0.2.1"], noDnssec: true }, "need --recursive"],
    [{ recursive: true, rootHints: "/nowhere/hints" }, "--root-hints: /nowhere/hints"],
    [{ recursive: true, trustAnchor: ["/nowhere/root.key"] }, "--trust-anchor: /nowhere/root.key"],
    [{ forward: ["192.0.2.1"], block: ["/nowhere/list"] }, "--block: /nowhere/list"],
  ])("refuses %j, and says what to do", async (options, message) => {
    await expect(start(options)).rejects.toThrow(OptionsError);
    await expect(start(options)).rejects.toThrow(message);
  });

  it("says where a block list is wrong", async () => {
    const list = join(folder, "block.txt");
    await writeFile(list, "good.example\n\na..b\n");
    await expect(start({ forward: ["192.0.2.1"], block: [list] })).rejects.toThrow(`--block: ${list}:3: `);
  });
});
