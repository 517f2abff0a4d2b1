import { defineServiceMaker, MultiService, OptionsError } from "@twist/core/application";
import { readBlockLists } from "./command/block-lists.js";
import { queryTask } from "./command/query-task.js";
import { recursionOf } from "./command/recursion.js";
import { serveDNS } from "./command/serve-dns.js";
import { signTask } from "./command/sign-task.js";
import { serveZones } from "./command/serve-zones.js";
import { zoneOptions } from "./command/zone-options.js";
import type { DNSHandler } from "./server/dns-handler.js";
import { blockList, namePolicy } from "./server/handlers/name-policy.js";
import { nameServerID } from "./server/handlers/name-server-id.js";
import { formatQueryLog, queryLog } from "./server/handlers/query-log.js";
import { responseRateLimit } from "./server/handlers/response-rate-limit.js";
import { serverCookies } from "./server/handlers/server-cookies.js";

const dnsServiceMaker = defineServiceMaker({
  name: "dns",
  description: "Answers DNS queries from zone files, from other servers, or by asking the whole tree",
  options: {
    listen: {
      type: "endpoint",
      description: "Where to listen: udp:53, tcp:53, tls:853:key=dns.key:cert=dns.crt",
      valueName: "E",
      required: true,
      repeatable: true,
    },
    zone: {
      type: "path",
      description: "A zone file to be authoritative for; named for its zone, unless it has a $ORIGIN",
      valueName: "FILE",
      repeatable: true,
    },
    ...zoneOptions,
    forward: {
      type: "text",
      description: "Ask this server for all other names: 192.0.2.1, [2001:db8::1]:5353, tls:192.0.2.1@dns.example",
      valueName: "HOST[:PORT]",
      repeatable: true,
    },
    recursive: { type: "flag", description: "Find all other names from the root on, without help" },
    allow: {
      type: "text",
      description: "Who is answered for other names, by address or network [this machine and private networks]",
      valueName: "NET",
      repeatable: true,
    },
    rootHints: {
      type: "path",
      description: "With --recursive: the servers of another root than the Internet's",
      valueName: "FILE",
    },
    trustAnchor: {
      type: "path",
      description: "With --recursive: DS or DNSKEY records that DNSSEC begins at [the root's keys]",
      valueName: "FILE",
      repeatable: true,
    },
    noDnssec: { type: "flag", description: "With --recursive: don't check answers by DNSSEC" },
    stopRebinding: { type: "flag", description: "Take private addresses out of the answers for other names" },
    block: {
      type: "path",
      description: "Deny that the domains of this file exist: one a line, or as in /etc/hosts",
      valueName: "FILE",
      repeatable: true,
    },
    nsid: { type: "text", description: "What to call this server to clients that ask (NSID)", valueName: "ID" },
    queryLog: { type: "flag", description: "Log each query" },
  },
  examples: [
    {
      command: "twist dns --listen udp:5353 --listen tcp:5353 --zone example.com.zone",
      description: "Serve a zone; try it with: dig @127.0.0.1 -p 5353 example.com SOA",
    },
    {
      command:
        "twist dns --listen udp:53 --listen tcp:53 --zone example.com.zone --allow-transfer 192.0.2.2 --notify 192.0.2.2",
      description: "A primary with a secondary; kill -HUP has it read the file again",
    },
    {
      command: "twist dns --listen udp:5353 --forward tls:9.9.9.9@dns.quad9.net --block ads.txt",
      description: "A cache for this machine and its network, which asks by TLS",
    },
  ],
  tasks: [queryTask, signTask],
  async makeService(options, context) {
    const { listen, zone: files, secondary, nsid } = options;
    const recursion = await recursionOf(options, context);
    if (files.length === 0 && secondary.length === 0 && recursion === undefined) {
      throw new OptionsError("Say what to answer: --zone FILE, --secondary ZONE=HOST, --forward HOST or --recursive.");
    }
    const blocked = await readBlockLists(options.block);
    const zones = await serveZones(files, options, context);
    const handlers: DNSHandler[] = [];
    if (options.queryLog) {
      handlers.push(
        queryLog((entry) => {
          context.log.info(formatQueryLog(entry));
        }),
      );
    }
    if (nsid !== undefined) handlers.push(nameServerID(nsid));
    handlers.push(serverCookies(), responseRateLimit({ exempt: recursion?.clients ?? [] }));
    if (blocked.length > 0) handlers.push(namePolicy(blockList(blocked)));
    handlers.push(...zones.handlers, ...(recursion?.handlers ?? []));
    const service = new MultiService();
    if (recursion !== undefined) service.add(recursion.service);
    return service.add(serveDNS(listen, { handlers, keys: zones.keys }, context)).add(zones.service);
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default dnsServiceMaker;
