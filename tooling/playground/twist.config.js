/**
 * What `npm start` runs. Each protocol joins with one service below; everything listens on loopback only.
 */

import { fileURLToPath } from "node:url";
import { EndpointService } from "@twist/core/application";
import { echoFactory } from "./echo.js";
import { freePort } from "./free-port.js";

/** Git ignores it. */
const mails = fileURLToPath(new URL(".cache/mails", import.meta.url));

/** @param {import("@twist/core/application").ServiceContext} context */
export default async function playground(context) {
  const http = await freePort(context.reactor, 8080);
  const smtp = await freePort(context.reactor, 2525);
  const echo = await freePort(context.reactor, 8007);
  context.print("The Twist playground. Ctrl-C stops it.");
  context.print(`  the sample site:  http://localhost:${String(http)}/`);
  context.print(
    `  a mail catcher:   printf 'Subject: hi\\n\\nhello\\n' | curl smtp://localhost:${String(smtp)} --mail-from a@x --mail-rcpt b@x -T -`,
  );
  context.print(
    `  the same:         swaks --server localhost:${String(smtp)} --to b@example.org   (mails are saved in ${mails})`,
  );
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
      echo: new EndpointService(onLoopback(echo), echoFactory, {
        reactor: context.reactor,
        onListening: (address) => {
          context.listening("echo", address);
        },
      }),
    },
  };
}

/** @param {number} port */
function onLoopback(port) {
  return `tcp:${String(port)}:interface=127.0.0.1`;
}
