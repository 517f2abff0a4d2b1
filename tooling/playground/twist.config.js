/**
 * What `npm start` runs. Each protocol joins with one service below; everything listens on loopback only.
 */

import { fileURLToPath } from "node:url";
import { EndpointService } from "@twist/core/application";
import { echoFactory } from "./echo.js";
import { freePort } from "./free-port.js";
import { sampleUsers } from "./sample-users.js";

const zone = fileURLToPath(new URL("zones/twist.test.zone", import.meta.url));

/** Git ignores it. */
const cache = new URL(".cache/", import.meta.url);
const mails = fileURLToPath(new URL("mails", cache));

/** @param {import("@twist/core/application").ServiceContext} context */
export default async function playground(context) {
  const http = await freePort(context.reactor, 8080);
  const smtp = await freePort(context.reactor, 2525);
  const inbound = await freePort(context.reactor, 2526);
  const submission = await freePort(context.reactor, 5870);
  const dns = await freePort(context.reactor, 5300);
  const echo = await freePort(context.reactor, 8007);
  context.print("The Twist playground. Ctrl-C stops it.");
  context.print(`  the sample site:  http://localhost:${String(http)}/`);
  context.print(
    `  a mail catcher:   printf 'Subject: hi\\n\\nhello\\n' | curl smtp://localhost:${String(smtp)} --mail-from a@x --mail-rcpt b@x -T -`,
  );
  context.print(
    `  the same:         swaks --server localhost:${String(smtp)} --to b@example.org   (mails are saved in ${mails})`,
  );
  // A queue is one process's. Two playgrounds have two ports, so two folders.
  const maildir = fileURLToPath(new URL(`maildirs-${String(inbound)}`, cache));
  context.print(
    `  a mail server:    swaks --server localhost:${String(submission)} --auth-user ada --auth-password twist --from ada@twist.test --to bob@twist.test`,
  );
  context.print(`                    (mutt -f ${maildir}/bob reads it; mail for elsewhere goes to the catcher)`);
  context.print(`  a name server:    dig @127.0.0.1 -p ${String(dns)} www.twist.test   (its zone is ${zone})`);
  context.print(`  a TCP echo:       nc localhost ${String(echo)}`);
  return {
    services: {
      site: {
        plugin: "http",
        listen: onLoopback(http),
        root: fileURLToPath(new URL("site", import.meta.url)),
        autoindex: true,
      },
      mail: { plugin: "smtp", listen: onLoopback(smtp), save: mails },
      mailboxes: {
        plugin: "mail",
        domain: ["twist.test"],
        maildir,
        users: await sampleUsers(fileURLToPath(new URL("users", cache))),
        smtp: [onLoopback(inbound)],
        submission: [onLoopback(submission)],
        smarthost: `127.0.0.1:${String(smtp)}`,
      },
      names: { plugin: "dns", listen: [onLoopback(dns), onLoopback(dns, "udp")], zone: [zone] },
      echo: new EndpointService(onLoopback(echo), echoFactory, {
        reactor: context.reactor,
        onListening: (address) => {
          context.listening("echo", address);
        },
      }),
    },
  };
}

/**
 * @param {number} port
 * @param {"tcp" | "udp"} transport
 */
function onLoopback(port, transport = "tcp") {
  return `${transport}:${String(port)}:interface=127.0.0.1`;
}
