import { mkdir } from "node:fs/promises";
import { CertificateFiles } from "@twist/core";
import { OptionsError, defineServiceMaker, serveEndpoints } from "@twist/core/application";
import { LocalFileSystem } from "@twist/core/filesystem";
import { anyLogin } from "./catcher/any-login.js";
import { type CatcherFolder, MailCatcher } from "./catcher/mail-catcher.js";
import { deliverTo } from "./deliveries/message-delivery.js";
import { LMTPFactory } from "./server/lmtp-factory.js";
import type { SMTPServerOptions } from "./server/server-options.js";
import { SMTPFactory } from "./server/smtp-factory.js";

/** A program under test comes from one address, with whatever it has: it is for that program, not for this one, to be strict. */
const everything = {
  bareNewlines: "allow",
  limits: {
    maxMessageBytes: Infinity,
    maxMessageLineBytes: Infinity,
    maxRecipients: 10_000,
    maxHops: Infinity,
    maxConnectionsPerAddress: Infinity,
  },
} satisfies Partial<SMTPServerOptions>;

const smtpServiceMaker = defineServiceMaker({
  name: "smtp",
  description: "Catches mail in development: takes every message, shows it, and delivers none",
  options: {
    listen: {
      type: "endpoint",
      description: "Where to listen, for example tcp:2525 or tls:4650:key=mail.key:cert=mail.crt",
      valueName: "E",
      required: true,
      repeatable: true,
    },
    save: { type: "path", description: "Save each message in this directory, as .eml", valueName: "DIR" },
    tlsKey: { type: "path", description: "Offer STARTTLS with this private key; with --tls-cert", valueName: "F" },
    tlsCert: { type: "path", description: "The certificate for --tls-key", valueName: "F" },
    lmtp: { type: "flag", description: "Speak LMTP instead of SMTP" },
  },
  examples: [
    { command: "twist smtp --listen tcp:2525:interface=127.0.0.1", description: "Show mails as they come." },
    {
      command: "twist smtp --listen tcp:2525:interface=127.0.0.1 --save mails",
      description: "Save them in ./mails, too.",
    },
  ],
  async makeService({ listen, save, tlsKey, tlsCert, lmtp }, context) {
    if ((tlsKey === undefined) !== (tlsCert === undefined)) {
      throw new OptionsError("--tls-key and --tls-cert go together: give both, or none for no STARTTLS.");
    }
    const folder = save === undefined ? undefined : await openFolder(save);
    const options: SMTPServerOptions<string> = {
      ...everything,
      session: deliverTo(new MailCatcher(context.print, folder)),
      portal: anyLogin(),
      allowInsecureAuth: "local",
      ...(tlsKey === undefined || tlsCert === undefined
        ? {}
        : { tls: { certificate: new CertificateFiles(tlsKey, tlsCert, context.reactor) } }),
    };
    return lmtp
      ? serveEndpoints(listen, new LMTPFactory(options), { plain: "lmtp", tls: "lmtps" }, context)
      : serveEndpoints(listen, new SMTPFactory(options), { plain: "smtp", tls: "smtps" }, context);
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default smtpServiceMaker;

/** @throws {OptionsError} where there can be no such directory. */
async function openFolder(path: string): Promise<CatcherFolder> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw new OptionsError(`--save: ${path} can't be a directory`, { cause: error });
  }
  return { files: new LocalFileSystem(path), path };
}
