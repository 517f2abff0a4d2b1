import { CertificateFiles, reactor, serverFromString } from "@twist/core";
import { InMemoryChecker, Portal } from "@twist/core/cred";
import {
  type DeliveredMessage,
  deliverTo,
  LMTPFactory,
  MemoryDelivery,
  SMTPFactory,
  type SMTPServerOptions,
} from "@twist/smtp";
import { TemporaryFolder } from "./temporary-folder.js";
import { makeCertificate, type TestCertificate } from "./test-certificate.js";

/** A mail server of ours in this process, for as long as the scope. */
export interface ServedMail extends AsyncDisposable {
  /** Where STARTTLS is offered. */
  readonly port: number;
  /** Where TLS comes first. */
  readonly tlsPort: number;
  /** What was delivered. */
  readonly messages: readonly DeliveredMessage[];
  readonly certificate: TestCertificate;
  /** For the test's own files. */
  readonly folder: TemporaryFolder;
}

/** Who may log in. */
export const account = { username: "ada", password: "s3cret pässword" };

const loopback = "interface=127.0.0.1";

/** Takes all mail on two free ports of loopback, and logs `account` in. */
export async function serveMail(
  options: Partial<SMTPServerOptions> & { readonly lmtp?: boolean } = {},
): Promise<ServedMail> {
  const { lmtp = false, ...rest } = options;
  const folder = new TemporaryFolder();
  const certificate = await makeCertificate(folder.path);
  const delivery = new MemoryDelivery();
  const settings: SMTPServerOptions = {
    hostname: "mail.example",
    session: deliverTo(delivery),
    portal: new Portal({ requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) }, [
      new InMemoryChecker({ [account.username]: account.password }),
    ]),
    tls: { certificate: new CertificateFiles(certificate.key, certificate.cert, reactor) },
    ...rest,
  };
  const factory = lmtp ? new LMTPFactory(settings) : new SMTPFactory(settings);
  const plain = await serverFromString(reactor, `tcp:0:${loopback}`).listen(factory);
  const tls = await serverFromString(reactor, `tls:0:${loopback}:${certificate.options}`).listen(factory);
  return {
    port: plain.address.type === "tcp" ? plain.address.port : 0,
    tlsPort: tls.address.type === "tcp" ? tls.address.port : 0,
    messages: delivery.messages,
    certificate,
    folder,
    async [Symbol.asyncDispose]() {
      await plain[Symbol.asyncDispose]();
      await tls[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
