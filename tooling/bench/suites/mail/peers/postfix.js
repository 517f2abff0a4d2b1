/** Debian's Postfix with its local delivery into a Maildir, which syncs, as its queue does. It answers for a message once that is in the queue. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { familyBusySeconds } from "../../../runner/busy-seconds.js";
import { accepts, freePort } from "../../../runner/tcp-port.js";
import { root, serve } from "./store.js";

const configuration = join(root, "etc");
const spool = join(root, "spool");
const data = join(root, "data");
const maildir = join(root, "maildir");
const inbox = join(maildir, "new");

const services = `
  cleanup unix n - n - 0 cleanup
  qmgr unix n - n 300 1 qmgr
  rewrite unix - - n - - trivial-rewrite
  local unix - n n - - local
  bounce unix - - n - 0 bounce
  defer unix - - n - 0 bounce
  trace unix - - n - 0 bounce
  flush unix n - n 1000? 0 flush
  anvil unix - - n - 1 anvil
  error unix - - n - - error
  retry unix - - n - - error
  postlog unix-dgram n - n - 1 postlogd`;

serve(inbox, start, { busySeconds: () => familyBusySeconds(master()), settle, stop });

async function start() {
  const port = await freePort();
  // Its programs run as users of their own.
  chmodSync(root, 0o755);
  for (const folder of [configuration, spool, data, maildir]) mkdirSync(folder, { mode: 0o755 });
  chownSync(data, userId("postfix"), -1);
  chownSync(maildir, userId("nobody"), -1);
  writeFileSync(
    join(configuration, "main.cf"),
    `compatibility_level = 3.6
queue_directory = ${spool}
data_directory = ${data}
maillog_file = /dev/null
maillog_file_prefixes = /dev
myhostname = mail.example
mydestination = mail.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = reject_unauth_destination
local_recipient_maps =
alias_maps = inline:{ b=${maildir}/ }
`,
  );
  const smtpd = `127.0.0.1:${String(port)} inet n - n - - smtpd`;
  writeFileSync(join(configuration, "master.cf"), `${smtpd}${services.replaceAll("\n  ", "\n")}\n`);
  postfix("start");
  await accepts(port);
  return port;
}

/** Waits until they have gone from the queue to the Maildir. @param {number} messages */
async function settle(messages) {
  while (readdirSync(inbox).length < messages) await sleep(20);
}

function stop() {
  postfix("stop");
}

/** @param {string} command */
function postfix(command) {
  const { status, stderr } = spawnSync("postfix", ["-c", configuration, command], { encoding: "utf8" });
  if (status !== 0) throw new Error(`postfix ${command}: ${stderr}`);
}

/** The process that starts all the others. */
function master() {
  return Number(readFileSync(join(spool, "pid", "master.pid"), "latin1"));
}

/** @param {string} name */
function userId(name) {
  return Number(spawnSync("id", ["-u", name], { encoding: "utf8" }).stdout);
}
