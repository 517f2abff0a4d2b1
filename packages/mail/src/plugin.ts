import { CertificateFiles } from "@twist/core";
import { MultiService, OptionsError, defineServiceMaker, serveEndpoints } from "@twist/core/application";
import { MaildirStore, threadedDisk } from "@twist/maildir";
import { isDomain } from "@twist/smtp";
import { AliasesFile } from "./addresses/aliases-file.js";
import { defaultQueueFolder } from "./command/default-queue-folder.js";
import { mailUsers } from "./command/mail-users.js";
import { queueTask } from "./command/queue-task.js";
import { smarthostOf } from "./command/smarthost-options.js";
import { systemResolver } from "./command/system-resolver.js";
import { MailServer } from "./server/mail-server.js";

const endpoint = { type: "endpoint", valueName: "E", repeatable: true } as const;

const mailServiceMaker = defineServiceMaker({
  name: "mail",
  description: "Takes mail for the users of domains into Maildirs, and sends theirs to others",
  options: {
    domain: {
      type: "text",
      description: "A domain whose mail ends here; its first is the one that bounces come from",
      valueName: "D",
      required: true,
      repeatable: true,
    },
    maildir: {
      type: "path",
      description: "Where the users' Maildirs are, each as DIR/USER",
      valueName: "DIR",
      required: true,
    },
    users: { type: "path", description: "The users, as twist passwd writes them", valueName: "FILE" },
    smtp: { ...endpoint, description: "Where to take mail from other servers, for example tcp:25" },
    submission: { ...endpoint, description: "Where to take mail from users who log in, for example tcp:587" },
    lmtp: {
      ...endpoint,
      description: "Where to take mail from a server in front of this one, for example unix:/run/mail.lmtp",
    },
    tlsKey: { type: "path", description: "Offer STARTTLS with this private key; with --tls-cert", valueName: "F" },
    tlsCert: { type: "path", description: "The certificate for --tls-key", valueName: "F" },
    aliases: { type: "path", description: "Further addresses, in lines NAME: TARGET, TARGET", valueName: "FILE" },
    hostname: { type: "text", description: "The server's name; without it the first domain", valueName: "NAME" },
    separator: {
      type: "text",
      description: "What separates a user from a detail, as in user+detail; empty for no details",
      valueName: "C",
      default: "+",
    },
    queue: { type: "path", description: "Where mail waits; without it DIR/.queue", valueName: "DIR" },
    smarthost: { type: "text", description: "The server that takes all mail for elsewhere", valueName: "HOST[:PORT]" },
    smarthostUser: { type: "text", description: "Log in there as this user", valueName: "USER" },
    smarthostPassword: {
      type: "path",
      description: "The password for it is the first line of FILE",
      valueName: "FILE",
    },
    maxMessageSize: {
      type: "integer",
      description: "The largest message that is taken, in bytes",
      valueName: "N",
      min: 1024,
      max: 64 * 1024 * 1024,
      default: 25 * 1024 * 1024,
    },
  },
  examples: [
    {
      command:
        "twist mail --domain example.org --maildir mail --users users --smtp tcp:25 --submission tls:465:key=k.pem:cert=c.pem",
      description: "Receive for users of example.org, and send for them.",
    },
    {
      command: "twist mail --domain example.org --maildir mail --users users --lmtp unix:/run/mail.lmtp",
      description: "Keep the mail that Postfix or Exim hands over.",
    },
  ],
  tasks: [queueTask],
  async makeService(options, context) {
    const { domain, hostname, maildir, aliases, tlsKey, tlsCert, maxMessageSize } = options;
    if ((tlsKey === undefined) !== (tlsCert === undefined)) {
      throw new OptionsError("--tls-key and --tls-cert go together: give both, or none for no STARTTLS.");
    }
    for (const name of [...domain, ...(hostname === undefined ? [] : [hostname])]) {
      if (!isDomain(name)) throw new OptionsError(`"${name}" is no domain name.`);
    }
    const { smtp, submission, lmtp } = options;
    if (smtp.length + submission.length + lmtp.length === 0) {
      throw new OptionsError("Give --smtp, --submission or --lmtp: where to take mail.");
    }
    const { reactor } = context;
    const server = new MailServer({
      domains: domain,
      store: new MaildirStore(maildir, { clock: reactor, disk: threadedDisk }),
      queueFolder: options.queue ?? defaultQueueFolder(maildir),
      ...(await mailUsers(options.users, context)),
      ...(hostname === undefined ? {} : { hostname }),
      ...(aliases === undefined ? {} : { aliases: new AliasesFile(aliases, reactor) }),
      ...(tlsKey === undefined || tlsCert === undefined
        ? {}
        : { tls: { certificate: new CertificateFiles(tlsKey, tlsCert, reactor) } }),
      smarthost: await smarthostOf(options),
      detailSeparator: options.separator,
      limits: { maxMessageBytes: maxMessageSize },
      resolver: systemResolver,
      reactor,
    });
    const service = new MultiService({ name: "mail" }).add(server);
    service.add(serveEndpoints(smtp, server.smtp, { plain: "smtp", tls: "smtps" }, context));
    if (server.submission !== undefined) {
      service.add(serveEndpoints(submission, server.submission, { plain: "submission", tls: "submissions" }, context));
    }
    return service.add(serveEndpoints(lmtp, server.lmtp, { plain: "lmtp", tls: "lmtps" }, context));
  },
});

// eslint-disable-next-line no-restricted-exports -- the plugin contract is a default export
export default mailServiceMaker;
