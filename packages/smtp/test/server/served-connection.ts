import { StringTransport, type StringTransportOptions } from "@twist/core/testing";
import { MemoryDelivery } from "../../src/deliveries/memory-delivery.js";
import { deliverTo } from "../../src/deliveries/message-delivery.js";
import { LMTPFactory } from "../../src/server/lmtp-factory.js";
import type { SMTPServerOptions } from "../../src/server/server-options.js";
import { SMTPFactory } from "../../src/server/smtp-factory.js";
import type { AnySession } from "../../src/server/smtp-session.js";

/** Options of a server for a test: it keeps what it is sent, unless they say otherwise. */
export interface ServeOptions extends Partial<SMTPServerOptions> {
  readonly dialect?: "SMTP" | "LMTP";
  readonly transport?: StringTransportOptions;
}

/** A server on a wire that goes nowhere. */
export function serve(options: ServeOptions = {}) {
  const { dialect = "SMTP", transport: transportOptions, ...rest } = options;
  const delivery = new MemoryDelivery();
  const Maker = dialect === "SMTP" ? SMTPFactory : LMTPFactory;
  const factory = new Maker({ hostname: "mail.example", session: deliverTo(delivery), ...rest });
  const transport = new StringTransport(transportOptions);
  const protocol = factory.buildProtocol(transport.peer);
  transport.start(protocol);
  /** Says `text`, and takes the answer. */
  const say = (text: string | Uint8Array): string => {
    transport.deliver(text);
    return transport.takeText();
  };
  return { delivery, factory, transport, protocol, say };
}

/** A server that a client has greeted. */
export function serveGreeted(options: ServeOptions = {}) {
  const served = serve(options);
  served.transport.takeText();
  served.say(options.dialect === "LMTP" ? "LHLO client.example\r\n" : "EHLO client.example\r\n");
  return served;
}

/** The commands before the content of a message. */
export const envelopeLines = "MAIL FROM:<a@client.example>\r\nRCPT TO:<b@mail.example>\r\nDATA\r\n";

/** Lets promises that have nothing to wait for go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A session that says yes to all, but for `changes`. */
export function session(changes: Partial<AnySession> = {}): AnySession {
  return {
    mail: () => undefined,
    rcpt: () => undefined,
    data: () => undefined,
    reset: () => undefined,
    end: () => undefined,
    ...changes,
  };
}

/** TLS, as a transport tells of it. */
export const secure = {
  version: "TLSv1.3",
  cipher: "TLS_AES_128_GCM_SHA256",
  alpnProtocol: undefined,
  serverName: undefined,
  peerCertificate: undefined,
  ownCertificate: undefined,
  authorized: false,
  exportKeyingMaterial: (length: number) => Buffer.alloc(length),
};
