import { ipAddress } from "@twist/core";
import { Clock, SimulatedNetwork, type SimulatedNetworkOptions } from "@twist/core/testing";
import { typeCode, typeMnemonic } from "../../src/records/type-codes.js";
import { RecursiveResolver, type RecursiveResolverOptions } from "../../src/recursive/recursive-resolver.js";
import { authoritative } from "../../src/server/authoritative/authoritative.js";
import { chainHandlers, isMessage } from "../../src/server/dns-handler.js";
import { DNSQuery } from "../../src/server/dns-query.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedError } from "../../src/wire/edns/extended-error.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import type { Zone } from "../../src/zone/zone.js";
import { ZoneTable } from "../../src/zone/zone-table.js";
import { type Asked, NameServer, type Script } from "../exchange/name-server.js";
import { zoneOf } from "../zone/zone-of.js";

/** The only root server, and where the servers of the zones that most tests have are. */
export const rootAddress = "192.0.2.1";

/** Zones, as text, and the address of the server that has them. */
export type ServerZones = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A small world: `.`, `com.`, `net.`, and two zones below them. */
export const usualServers: ServerZones = {
  [rootAddress]: {
    ".": `ns A ${rootAddress}
      com NS ns.com.\nns.com A 192.0.2.2
      net NS ns.net.\nns.net A 192.0.2.3`,
  },
  "192.0.2.2": {
    "com.": `ns A 192.0.2.2
      example NS ns1.example\nns1.example A 192.0.2.10
      glueless NS ns.example.net.`,
  },
  "192.0.2.3": { "net.": "ns A 192.0.2.3\nexample NS ns.example\nns.example A 192.0.2.20" },
  "192.0.2.10": {
    "example.com.": `ns1 A 192.0.2.10
      @ NS ns1
      @ MX 10 mail
      www A 198.51.100.1
      alias CNAME www
      far CNAME www.example.net.
      old DNAME new
      a.new A 198.51.100.3
      deep.down.below A 198.51.100.4
      sub NS ns.sub\nns.sub A 192.0.2.11`,
  },
  "192.0.2.11": { "sub.example.com.": "ns A 192.0.2.11\nwww A 198.51.100.5" },
  "192.0.2.20": {
    "example.net.": "ns A 192.0.2.20\nwww A 203.0.113.1\nback CNAME www.example.com.",
    "glueless.com.": "@ NS ns.example.net.\nwww A 203.0.113.2",
  },
};

/** Name servers on a simulated network, and a resolver that begins at their root. */
export class Internet {
  readonly network: SimulatedNetwork;
  readonly servers = new Map<string, NameServer>();
  /** All that reached a server, in order: `192.0.2.1 com. A`, with `tcp` behind it where it came so. */
  readonly asked: string[] = [];
  /** What the servers heard, as they heard it. */
  readonly queries: Asked[] = [];
  #resolver: RecursiveResolver | undefined;

  private constructor(network: SimulatedNetwork) {
    this.network = network;
  }

  /** @param servers Beside, and in the place of, the usual ones. */
  static async start(servers: ServerZones = {}, options: SimulatedNetworkOptions = {}): Promise<Internet> {
    const internet = new Internet(new SimulatedNetwork({ link: { latencyMs: 5 }, ...options }));
    for (const [address, zones] of Object.entries({ ...usualServers, ...servers })) {
      await internet.serve(address, zoneScript(zones));
    }
    return internet;
  }

  /** Has `script` answer at that address, instead of who did until now. */
  async serve(address: string, script: Script): Promise<NameServer> {
    const noted: Script = (asked) => {
      this.queries.push(asked);
      this.asked.push(`${address} ${questionText(asked)}`);
      script(asked);
    };
    const known = this.servers.get(address);
    if (known !== undefined) {
      known.answerWith(noted);
      return known;
    }
    const server = await NameServer.start(this.network, `ns-${address}`, address, noted);
    this.servers.set(address, server);
    return server;
  }

  /** The resolver; made at the first call, which may say how. */
  resolver(options: RecursiveResolverOptions = {}): RecursiveResolver {
    this.#resolver ??= new RecursiveResolver(
      {
        rootHints: [{ name: Name.fromText("ns."), addresses: [rootAddress] }],
        prime: false,
        families: [4],
        ...options,
      },
      this.network.host("resolver", { addresses: ["192.0.2.250"] }).reactor,
    );
    return this.#resolver;
  }

  /** The response to a question, once nothing is left to happen. */
  async ask(name: string, type = "A", change: (query: Message) => void = () => undefined): Promise<Message> {
    const query = Message.query(name, typeCode(type) ?? 0, { edns: new EDNS() });
    change(query);
    const response = this.resolver().respond(query);
    await this.network.run();
    return response;
  }

  /** What was asked since the last time. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }
}

/** A script that answers from zones, with as much as fits. */
export function zoneScript(zones: Readonly<Record<string, string>> | readonly Zone[]): Script {
  const table = new ZoneTable(isList(zones) ? zones : zonesOf(zones));
  const respond = chainHandlers([authoritative(table)]);
  return (asked) => {
    const { message, from } = asked;
    const [question] = message.question;
    if (question === undefined) return;
    const peer = from ?? ipAddress("tcp", "192.0.2.250", 4000);
    const answer = respond(new DNSQuery(message, question, { transport: "udp", peer, clock: new Clock() }));
    if (answer === undefined || "then" in answer || !isMessage(answer)) throw new Error("it isn't answered at once");
    asked.send(answer.encode({ maxBytes: from === undefined ? 65_535 : 1_232 }));
  };
}

/** The zones of these texts. */
export function zonesOf(zones: Readonly<Record<string, string>>): Zone[] {
  return Object.entries(zones).map(([origin, text]) => zoneOf(text.replace(/^ +/gm, ""), origin));
}

function isList(zones: Readonly<Record<string, string>> | readonly Zone[]): zones is readonly Zone[] {
  return Array.isArray(zones);
}

function questionText({ message, from }: Asked): string {
  const [question] = message.question;
  const name = question?.name.toString().toLowerCase() ?? "";
  return `${name} ${typeMnemonic(question?.type ?? 0)}${from === undefined ? " tcp" : ""}`;
}

export function texts({ answer }: Message): string[] {
  return answer.map(String);
}

/** The codes of its extended errors (RFC 8914). */
export function extendedErrors({ edns }: Message): number[] {
  return edns?.getAll(ExtendedError).map(({ infoCode }) => infoCode) ?? [];
}
