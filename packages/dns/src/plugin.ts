import { defineServiceMaker, OptionsError } from "@twist/core/application";
import { queryTask } from "./command/query-task.js";
import { serveDNS } from "./command/serve-dns.js";
import { signTask } from "./command/sign-task.js";
import { zoneOfFile } from "./command/zone-files.js";
import { authoritative } from "./server/authoritative/authoritative.js";
import type { DNSHandler } from "./server/dns-handler.js";
import { formatQueryLog, queryLog } from "./server/handlers/query-log.js";
import { responseRateLimit } from "./server/handlers/response-rate-limit.js";
import { serverCookies } from "./server/handlers/server-cookies.js";
import { ZoneTable } from "./zone/zone-table.js";

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
    queryLog: { type: "flag", description: "Log each query" },
  },
  examples: [
    {
      command: "twist dns --listen udp:5353 --listen tcp:5353 --zone example.com.zone",
      description: "Serve a zone; try it with: dig @127.0.0.1 -p 5353 example.com SOA",
    },
  ],
  tasks: [queryTask, signTask],
  async makeService(options, context) {
    const { listen, zone: files } = options;
    if (files.length === 0) throw new OptionsError("Say what to answer: --zone FILE.");
    const zones = new ZoneTable(await Promise.all(files.map((file) => zoneOfFile(file))));
    const handlers: DNSHandler[] = [];
    if (options.queryLog) {
      handlers.push(
        queryLog((entry) => {
          context.log.info(formatQueryLog(entry));
        }),
      );
    }
    handlers.push(serverCookies(), responseRateLimit(), authoritative(zones));
    return serveDNS(listen, { handlers }, context);
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default dnsServiceMaker;
