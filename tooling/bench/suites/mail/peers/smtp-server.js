/** smtp-server of npm, with a file for each message, as its users write it: no Received field, no Maildir. */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { listen } from "../../smtp/peers/listen.js";
import { durable, root, serve } from "./store.js";

let count = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  logger: false,
  onData(
    /** @type {import("node:stream").Readable} */ stream,
    /** @type {unknown} */ _session,
    /** @type {(error?: Error) => void} */ done,
  ) {
    const file = createWriteStream(join(root, `${String(count++)}.eml`), { flush: durable });
    file.on("error", done);
    file.on("close", () => {
      done();
    });
    stream.pipe(file);
  },
});
server.on("error", () => undefined);

serve(root, () => listen(server.server));
