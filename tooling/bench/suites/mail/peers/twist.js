/** Ours: all of what `twist mail` does, from the recipient's name to the synced file in the Maildir. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { reactor } from "@twist/core";
import { MailServer, UserNames } from "@twist/mail";
import { MaildirStore, threadedDisk } from "@twist/maildir";
import { durable, root, serve } from "./store.js";

const server = new MailServer({
  domains: ["mail.example"],
  store: new MaildirStore(root, { durable, disk: threadedDisk }),
  users: new UserNames(["b"]),
  queueFolder: join(root, ".queue"),
  resolver: { resolveMx: () => Promise.resolve([]) },
});
const inbox = join(root, "b", "new");

serve(
  inbox,
  async () => {
    await mkdir(inbox, { recursive: true });
    await server.startService();
    const port = await reactor.listenTCP(0, server.smtp, { interface: "127.0.0.1" });
    if (port.address.type !== "tcp") throw new Error("not a TCP port");
    return port.address.port;
  },
  { stop: () => server.stopService() },
);
