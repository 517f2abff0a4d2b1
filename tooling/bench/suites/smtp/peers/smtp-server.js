/** smtp-server of npm, with what makes it slower switched off: no reverse lookups, no log. */
import { SMTPServer } from "smtp-server";
import { listen } from "./listen.js";
import { serve } from "./serve.js";

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  logger: false,
  onData(
    /** @type {import("node:stream").Readable} */ stream,
    /** @type {unknown} */ _session,
    /** @type {() => void} */ done,
  ) {
    stream.resume();
    stream.on("end", done);
  },
});
server.on("error", () => undefined);

serve(() => listen(server.server));
