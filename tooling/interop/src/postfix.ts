import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connectWhenReady } from "./connect-when-ready.js";
import { freePort } from "./free-port.js";
import { runProgram } from "./running-program.js";
import { TemporaryFolder } from "./temporary-folder.js";

/** A Postfix of its own, which takes mail on a port of loopback and hands it on. */
export interface RunningPostfix extends AsyncDisposable {
  readonly port: number;
  /** What it has logged. */
  log(): string;
}

const services = [
  "cleanup unix n - n - 0 cleanup",
  "qmgr unix n - n 300 1 qmgr",
  "rewrite unix - - n - - trivial-rewrite",
  "bounce unix - - n - 0 bounce",
  "defer unix - - n - 0 bounce",
  "trace unix - - n - 0 bounce",
  "flush unix n - n 1000? 0 flush",
  "anvil unix - - n - 1 anvil",
  "lmtp unix - - n - - lmtp",
  "error unix - - n - - error",
  "retry unix - - n - - error",
  "scache unix - - n - 1 scache",
  "postlog unix-dgram n - n - 1 postlogd",
];

/** Whether this process may start one: Postfix changes to a user of its own. */
export const mayStartPostfix = process.getuid?.() === 0;

/** Starts one. @param transport Where mail for `domain` goes: `lmtp:inet:127.0.0.1:24`. */
export async function startPostfix(domain: string, transport: string): Promise<RunningPostfix> {
  const folder = new TemporaryFolder();
  const port = await freePort();
  chmodSync(folder.path, 0o755);
  for (const name of ["etc", "spool", "data"]) mkdirSync(folder.file(name), { mode: 0o755 });
  const owner = await runProgram("id", ["-u", "postfix"]);
  chownSync(folder.file("data"), Number(owner.stdout.toString()), -1);
  const settings = [
    "compatibility_level = 3.6",
    `queue_directory = ${folder.file("spool")}`,
    `data_directory = ${folder.file("data")}`,
    "myhostname = front.example",
    "inet_interfaces = 127.0.0.1",
    "inet_protocols = ipv4",
    "mydestination =",
    `relay_domains = ${domain}`,
    `transport_maps = inline:{ ${domain}=${transport} }`,
    `maillog_file = ${folder.file("log")}`,
    "maillog_file_prefixes = /tmp",
    "smtpd_relay_restrictions = reject_unauth_destination",
    "alias_maps =",
    "local_recipient_maps =",
  ];
  writeFileSync(folder.file("etc/main.cf"), `${settings.join("\n")}\n`);
  const smtpd = `127.0.0.1:${String(port)} inet n - n - - smtpd`;
  writeFileSync(folder.file("etc/master.cf"), `${[smtpd, ...services].join("\n")}\n`);
  const postfix = (command: string): Promise<unknown> => runProgram("postfix", ["-c", folder.file("etc"), command]);
  await postfix("start");
  const end = async (): Promise<void> => {
    await postfix("stop");
    folder[Symbol.dispose]();
  };
  try {
    (await connectWhenReady(port)).destroy();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    port,
    log: () => (existsSync(folder.file("log")) ? readFileSync(folder.file("log"), "utf8") : ""),
    [Symbol.asyncDispose]: end,
  };
}
