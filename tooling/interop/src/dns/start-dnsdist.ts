import { writeFileSync } from "node:fs";
import { freePort } from "../free-port.js";
import { TemporaryFolder } from "../temporary-folder.js";
import type { TestCertificate } from "../test-certificate.js";
import { type RunningNameServer, startNameServer } from "./name-server.js";

/** dnsdist, for as long as the scope. */
export interface RunningDNSDist extends RunningNameServer {
  /** Where it speaks DNS over HTTPS. */
  readonly url: string;
}

/** Starts dnsdist, which takes queries by UDP, TCP and HTTPS, and asks the server at `upstreamPort`. */
export async function startDNSDist(upstreamPort: number, { key, cert }: TestCertificate): Promise<RunningDNSDist> {
  const folder = new TemporaryFolder();
  const [port, httpsPort] = [await freePort(), await freePort()];
  const conf = folder.file("dnsdist.conf");
  writeFileSync(
    conf,
    `setSecurityPollSuffix("")
newServer({ address = "127.0.0.1:${String(upstreamPort)}", healthCheckMode = "up" })
setLocal("127.0.0.1:${String(port)}")
addDOHLocal("127.0.0.1:${String(httpsPort)}", "${cert}", "${key}", "/dns-query")
`,
  );
  const command = ["dnsdist", "--supervised", "--config", conf] as const;
  const server = await startNameServer(folder, { command: [...command], port });
  return { ...server, url: `https://localhost:${String(httpsPort)}/dns-query` };
}
