import { randomInt } from "node:crypto";
import { isIPv4, isIPv6 } from "@twist/core";
import { defineTask, OptionsError, type TaskContext } from "@twist/core/application";
import { LocalFileSystem } from "@twist/core/filesystem";
import { reverseName } from "../client/reverse-name.js";
import { readSystemConfiguration } from "../client/system-configuration.js";
import { makeUpstream, type UpstreamServer } from "../exchange/make-upstream.js";
import type { Upstream } from "../exchange/upstream.js";
import { formatMessage } from "../presentation/format-message.js";
import { typeCode } from "../records/type-codes.js";
import { DNSError } from "../wire/dns-error.js";
import { EDNS } from "../wire/edns/edns.js";
import { Message } from "../wire/message.js";
import { Rcode, rcodeText } from "../wire/rcode.js";
import { nameServer } from "./name-server.js";
import { optionName } from "./option-name.js";

/** `twist dns query NAME [TYPE]...`: asks one server, and shows what it says. */
export const queryTask = defineTask({
  name: "query",
  description: "Asks a name server and shows its answer",
  arguments: [
    { name: "name", description: "Whose records: a name, or an address for the name that it has" },
    { name: "types", description: "A, AAAA, MX, TXT, ANY, ... or TYPE123", optional: true, variadic: true },
  ],
  options: {
    server: {
      type: "text",
      description: "Which server: 192.0.2.1, [2001:db8::1]:5353, or tls:192.0.2.1@dns.example (default: the system's)",
      valueName: "HOST[:PORT]",
    },
    tcp: { type: "flag", description: "Ask by TCP from the start" },
    dnssec: { type: "flag", description: "Ask for signatures too (the DO bit)" },
    noRecurse: { type: "flag", description: "Ask only for what the server itself knows" },
    short: { type: "flag", description: "Show only the data of the answers" },
    timeout: { type: "integer", description: "Wait for so many seconds", valueName: "S", min: 1, max: 300, default: 5 },
  },
  examples: [
    { command: "twist dns query example.com MX", description: "Ask the system's name server" },
    {
      command: "twist dns query example.com SOA NS --server [::1]:5353 --dnssec",
      description: "Ask a server of one's own",
    },
  ],
  async runTask([name = "", ...types], options, context) {
    const server = options.server === undefined ? await systemServer() : nameServer("--server", options.server);
    const queries = queriesFor(name, types, options);
    const upstream = makeUpstream(withTCP(server, options.tcp), context.reactor);
    try {
      for (const query of queries) await ask(upstream, query, options, context);
    } finally {
      upstream.close();
    }
  },
});

interface QueryFlags {
  readonly dnssec: boolean;
  readonly noRecurse: boolean;
  readonly short: boolean;
  readonly timeout: number;
}

async function systemServer(): Promise<UpstreamServer> {
  const { resolvConf } = await readSystemConfiguration(new LocalFileSystem("/", { readOnly: true }));
  const [host] = resolvConf.servers;
  if (host === undefined) throw new OptionsError("/etc/resolv.conf names no server: give one with --server HOST.");
  return { host };
}

function withTCP(server: UpstreamServer, tcp: boolean): UpstreamServer {
  return tcp && (server.transport ?? "udp") === "udp" ? { ...server, transport: "tcp" } : server;
}

function queriesFor(text: string, types: readonly string[], flags: QueryFlags): Message[] {
  const isAddress = isIPv4(text) || isIPv6(text);
  const name = isAddress ? reverseName(text) : optionName(text, text);
  const asked = types.length > 0 ? types : [isAddress ? "PTR" : "A"];
  return asked.map((type) => {
    const code = typeCode(type);
    if (code === undefined) throw new OptionsError(`There is no record type ${type}.`);
    const edns = new EDNS({ dnssecOk: flags.dnssec });
    return Message.query(name, code, { id: randomInt(0x1_0000), edns, recursionDesired: !flags.noRecurse });
  });
}

async function ask(upstream: Upstream, query: Message, flags: QueryFlags, context: TaskContext): Promise<void> {
  const { reactor, signal, print } = context;
  const start = reactor.now();
  const response = await upstream.exchange(query, { timeoutMs: flags.timeout * 1000, signal });
  if (!flags.short) {
    for (const line of formatMessage(response).split("\n")) print(line);
    print(`;; ${upstream.name}, ${(reactor.now() - start).toFixed(0)} ms, ${String(response.raw?.length ?? 0)} bytes`);
  } else if (response.rcode === Rcode.NOERROR) {
    for (const record of response.answer) print(record.recordType.format(record.data));
  } else {
    throw new DNSError(`${upstream.name} answers ${rcodeText(response.rcode)}`);
  }
}
